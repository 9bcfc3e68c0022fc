import type { ModelOptions } from '../domain/receipt.ts';
import { createCounted } from './counted.ts';

const counted = createCounted('en');

/** Characters of a digest that tell two apart. */
const DIGEST_CHARS = 12;

/** What `npm run receipt` says beside the receipt. For whoever runs Cria, and in English. */
export const receiptWords = {
  unknown: (id: string, days: number) =>
    `receipt: there is no answer ${id}; answers are kept for ${counted(days, ['day', 'days'])}, and not those of "npm run ask".`,
  noIndex: 'There is no index to search again. Run "npm run reindex" first.',
  same: 'Searched again: the same passages, in the same order.',
  moved: 'Searched again: the same passages, in another order.',
  changed: (gone: readonly string[], added: readonly string[]) =>
    [
      'Searched again: other passages.',
      ...gone.map((id) => `- no longer found: ${id}`),
      ...added.map((id) => `- found now: ${id}`),
    ].join('\n'),
  given: 'Not searched again: the passages were those of the answer before.',
  debate: 'Not searched again: a debate rests on several searches. Hold it again to compare.',
  wordsAlone: 'By words alone: the embedding model of the index cannot be reached now.',
  index: (then: string | null, now: string) =>
    then === now ? `Index: the same (${now}).` : `Index: ${then ?? 'none'} then, ${now} now.`,
  code: (then: string, now: string) =>
    then === now ? `Code: the same (${now}).` : `Code: ${then} then, ${now} now.`,
  model: (then: string, now: string) =>
    then === now ? `Model: the same (${now}).` : `Model: ${then} then, ${now} now.`,
  /** A model, as far as it is known. */
  modelName: ({ name, digest, contextTokens, maxAnswerTokens }: ModelOptions) =>
    `${name}${digest === null ? '' : `, weights ${digest.slice(0, DIGEST_CHARS)}`}, window ${contextTokens}, answer up to ${maxAnswerTokens} tokens`,
  /** What is another one now: index, model, code. */
  since: (what: readonly string[]) =>
    what.length === 0
      ? 'Nothing it was made with has changed since.'
      : `Changed since: ${what.join(', ')}.`,
  unknownMade: 'Which code and weights it was made with was not kept then.',
} as const;

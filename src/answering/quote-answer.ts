import { passageTrail, type Passage } from '../domain/passage.ts';
import type { Judged } from './chain-parts.ts';
import { shownRow } from './checking/sentence-text.ts';
import { standsAlone } from './choosing/choose-statements.ts';
import { inLeadingLanguage } from './choosing/leading-language.ts';
import type { Statement } from './choosing/score-statements.ts';
import { isCode, isItemOf, isRowOf } from './choosing/statements.ts';
import { holdsNumbers } from './choosing/word-match.ts';
import { withMark, withoutMarks } from './marks.ts';

/** An answer in the very words of one passage. */
export interface Quoted {
  readonly text: string;
  readonly passage: Passage;
  /** The sentence that is marked in the source. */
  readonly quote: string;
}

/**
 * What the articles say word for word where that is the answer: the beginning of the section that is headed by
 * the question, or the one statement that answers it. Null where a model is needed: to translate it, or to tell
 * it in another way.
 * @param section see `headedSection`
 * @param budgetTokens what a model could read in time, in estimated tokens
 */
export function quoteAnswer(
  input: Judged,
  section: readonly Statement[] | null,
  budgetTokens: number,
): Quoted | null {
  const { question, language, candidates } = input;
  if (section !== null) return quoted(section, input);
  const alone = standsAlone(inLeadingLanguage(candidates, language), budgetTokens);
  const passage = alone === null ? undefined : passageOf(alone, input);
  if (alone === null || passage === undefined || isRowOf(alone.text, passage.text)) return null;
  const said = `${passageTrail(passage)} ${alone.text}`;
  return holdsNumbers(said, question, passage.language) ? quoted([alone], input) : null;
}

/** Statements of one passage, in its words; null where these are not the reader's language. */
function quoted(statements: readonly Statement[], input: Judged): Quoted | null {
  const [first] = statements;
  const passage = first === undefined ? undefined : passageOf(first, input);
  if (first === undefined || passage?.language !== input.language) return null;
  const blocks = statements.map((one) => blockOf(one, passage));
  const text = blocks.reduce((before, block, at) => {
    const isProse = !block.startsWith('- ') && !isCode(block) && !blocks[at - 1]?.startsWith('- ');
    return before === '' ? block : `${before}${isProse ? ' ' : '\n'}${block}`;
  }, '');
  return { text, passage, quote: first.text };
}

function blockOf({ text }: Statement, passage: Passage): string {
  const said = withoutMarks(text);
  if (isCode(said)) return `${said}\n[1]`;
  if (isRowOf(text, passage.text)) return `- ${withMark(shownRow(said), 1)}`;
  return `${isItemOf(text, passage.text) ? '- ' : ''}${withMark(said, 1)}`;
}

function passageOf({ source }: Statement, { candidates }: Judged): Passage | undefined {
  return candidates.passages[source]?.ranked.passage;
}

import type { DropReason } from '../../domain/debate.ts';
import { splitSentences } from '../../text/sentences.ts';
import { detectLanguage } from '../../text/detect-language.ts';
import type { CheckInput } from './check-input.ts';
import { isMixed } from './mixed-language.ts';
import { repeatsItself } from './sentence-shape.ts';
import { INSTRUCTION, VERDICT } from './stance-words.ts';

/** Longest claim, in characters; longer ones are cut at the end of a sentence or dropped. */
const MAX_CLAIM_CHARS = 320;
const MIN_CLAIM_CHARS = 12;

/** The first sentence without citation marks and line breaks: what follows it is rarely the person's. */
export function tidy(claim: string): string {
  const flat = claim
    .replace(/(?<!\s)\s*\[\d{1,3}\]/gu, '')
    .replace(/[*_`#]+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const [first = ''] = splitSentences(flat);
  const sentence = first.length >= MIN_CLAIM_CHARS ? first.trim() : flat;
  return sentence === '' || /[.!?…"”“»]$/u.test(sentence) ? sentence : `${sentence}.`;
}

/** What is wrong with a claim whatever the passages say; null when nothing is. */
export function faultOfText(
  claim: string,
  { language, passages }: Pick<CheckInput, 'language' | 'passages'>,
): DropReason | null {
  if (claim.length < MIN_CLAIM_CHARS || claim.length > MAX_CLAIM_CHARS) return 'malformed';
  if (repeatsItself(claim)) return 'malformed';
  if (INSTRUCTION.test(claim)) return 'instruction';
  if (VERDICT.test(claim)) return 'verdict';
  const detected = detectLanguage(claim);
  if (detected !== null && detected !== language) return 'wrong-language';
  const isForeign = isMixed(
    claim,
    language,
    passages.map(({ passage }) => passage),
  );
  return isForeign ? 'wrong-language' : null;
}

import { passageTrail, type Passage } from '../domain/passage.ts';
import type { Judged, Parts } from './chain-parts.ts';
import { shownRow } from './checking/sentence-text.ts';
import { standsAlone } from './choosing/choose-statements.ts';
import { headedSection } from './choosing/headed-section.ts';
import { inLeadingLanguage } from './choosing/leading-language.ts';
import type { Statement } from './choosing/score-statements.ts';
import { isCode, isItemOf, isRowOf } from './choosing/statements.ts';
import { contentWords, wordBag } from './choosing/word-match.ts';
import { STRONG_CHANCE } from './gate/answerability.ts';
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
 * @param budgetTokens what a model could read in time, in estimated tokens
 */
export async function quoteAnswer(
  input: Judged,
  { options }: Pick<Parts, 'options'>,
  budgetTokens: number,
): Promise<Quoted | null> {
  const { question, language, candidates, history, chance, index } = input;
  const isRefinement = input.passages !== undefined || history.length > 0;
  if (options.verbatim !== true || isRefinement || chance < STRONG_CHANCE) return null;
  const section = await headedSection(question, candidates, index, budgetTokens);
  if (section !== null) return quoted(section, input);
  const alone = standsAlone(inLeadingLanguage(candidates, language), budgetTokens);
  const isRow = alone !== null && isRowOf(alone.text, passageOf(alone, input)?.text ?? '');
  return alone === null || isRow ? null : quoted([alone], input);
}

/** Statements of one passage, in its words; null where it is in another language, or about other numbers. */
function quoted(statements: readonly Statement[], input: Judged): Quoted | null {
  const [first] = statements;
  const passage = first === undefined ? undefined : passageOf(first, input);
  if (first === undefined || passage?.language !== input.language) return null;
  if (!holdsNumbersOf(input.question, passage, statements)) return null;
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

/** Whether what the question counts or numbers ("Llama 3.1") is what the statements are about. */
function holdsNumbersOf(
  question: string,
  passage: Passage,
  statements: readonly Statement[],
): boolean {
  const said = [passageTrail(passage), ...statements.map(({ text }) => text)].join('\n');
  const bag = wordBag(said, passage.language);
  const numbers = contentWords(question, passage.language).filter((word) => /^\d/u.test(word));
  return numbers.every((number) => bag.stems.has(number));
}

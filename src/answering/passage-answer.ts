import type { Citation } from '../domain/answer.ts';
import type { Language } from '../domain/language.ts';
import { datedTrail, sourceOf } from '../domain/passage.ts';
import { disagreementAmong, newerFirst, type Disagreement } from './choosing/disagreement.ts';
import type { Candidates } from './choosing/find-candidates.ts';
import type { Statement } from './choosing/score-statements.ts';
import { roundMarks } from '../text/round-marks.ts';

/** Passages shown when no generated answer is. */
export const SHOWN_PASSAGES = 3;
/** Longest excerpt of one passage, in characters. */
const MAX_EXCERPT_CHARS = 480;

export interface PassageAnswer {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Among what is shown. */
  readonly disagreement: Disagreement | null;
}

/** The passages with the statements that fit the question best, quoted with their numbers, best first; of two
 * that disagree the newer one. */
export function passageAnswer(
  question: string,
  { passages, statements }: Pick<Candidates, 'passages' | 'statements'>,
  language: Language,
): PassageAnswer {
  const best = bestOfEach(statements).slice(0, SHOWN_PASSAGES);
  const disagreement = disagreementAmong(question, best, passages);
  const shown = disagreement === null ? best : newerFirst(best, disagreement);
  const citations: Citation[] = [];
  const blocks: string[] = [];
  for (const best of shown) {
    const cut = passages[best.source];
    if (cut === undefined) continue;
    const { passage } = cut.ranked;
    const n = citations.length + 1;
    citations.push({ n, ...sourceOf(passage), quote: best.text });
    const excerpt =
      passage.text.length <= MAX_EXCERPT_CHARS
        ? passage.text
        : excerptAround(cut.statements, best.at);
    const quoted = roundMarks(marked(excerpt, best.text))
      .split('\n')
      .map((line) => `> ${line}`);
    blocks.push([`**[${n}] ${datedTrail(passage, language)}**`, ...quoted].join('\n'));
  }
  return { text: blocks.join('\n\n'), citations, disagreement };
}

function bestOfEach(statements: readonly Statement[]): Statement[] {
  const best = new Map<number, Statement>();
  for (const statement of statements) {
    const known = best.get(statement.source);
    if (known === undefined || statement.score > known.score) best.set(statement.source, statement);
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

/** An excerpt in which the statement that fits best stands out; markup of its own keeps it as it is. */
function marked(excerpt: string, best: string): string {
  if (excerpt.length === best.length || /[*_`\n]/u.test(best)) return excerpt;
  return excerpt.replace(best, () => `**${best}**`);
}

/** Whole statements around the best one, as many as fit; an ellipsis where something is left out. */
function excerptAround(statements: readonly string[], best: number): string {
  let from = best;
  let to = best + 1;
  let length = statements[best]?.length ?? 0;
  for (;;) {
    const next = statements[to];
    const previous = statements[from - 1];
    if (next !== undefined && length + next.length <= MAX_EXCERPT_CHARS) {
      length += next.length;
      to += 1;
    } else if (previous !== undefined && length + previous.length <= MAX_EXCERPT_CHARS) {
      length += previous.length;
      from -= 1;
    } else break;
  }
  const whole = statements.slice(from, to).reduce(joined, '');
  const excerpt = whole
    .slice(0, MAX_EXCERPT_CHARS)
    .replace(/\p{Surrogate}$/u, '')
    .trimEnd();
  const isCut = to < statements.length || excerpt.length < whole.length;
  return `${from > 0 ? '… ' : ''}${excerpt}${isCut ? ' …' : ''}`;
}

/** Sentences follow on one line; rows and items have their own. */
function joined(text: string, statement: string): string {
  if (text === '') return statement;
  return `${text}${/[.!?…:]["'”“»)*_]{0,8}$/u.test(text) ? ' ' : '\n'}${statement}`;
}

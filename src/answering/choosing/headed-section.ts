import { passageTrail } from '../../domain/passage.ts';
import type { PassageIndex } from '../../domain/ports.ts';
import { answersKind } from './answer-kind.ts';
import { introducedBy, introduces, MOST_INTRODUCED, MUCH_ROOM } from './choose-statements.ts';
import type { Candidates } from './find-candidates.ts';
import type { Statement } from './score-statements.ts';
import { isCode, isItemOf, isRowOf } from './statements.ts';
import { holdsNumbers } from './word-match.ts';

/**
 * Closeness of a heading to the question from which on it asks the same. Of 300 golden and 60 development
 * questions each that was so close did, and none of the 112 without an answer was closer than .64.
 */
const LEAST_HEADED = 0.75;
/** What a section says first is its answer. */
const LEADING = 3;
/** Behind this many characters no further sentence is taken. */
const ENOUGH_CHARS = 600;

/**
 * How the section begins that is headed by what was asked, where the most relevant statement stands in it: its
 * first sentences, a list or table among them whole. Null where there is none, where they say nothing of a number
 * that was asked about, and where there is much room: a large model puts it together better. A title says what an
 * article is about, and is no question.
 */
export async function headedSection(
  question: string,
  { passages, statements }: Candidates,
  index: Pick<PassageIndex, 'passagesOf'>,
  budgetTokens: number,
): Promise<Statement[] | null> {
  const [best] = [...statements].sort((a, b) => b.score - a.score);
  const found = passages[best?.source ?? -1]?.ranked.passage;
  if (found === undefined || found.section === '' || budgetTokens >= MUCH_ROOM) return null;
  if ((best?.headed ?? 0) < LEAST_HEADED) return null;
  const article = await index.passagesOf(found.articleId);
  const first = article.find(({ section }) => section === found.section);
  const source = passages.findIndex(({ ranked }) => ranked.passage.id === first?.id);
  const section = statements.filter((one) => one.source === source);
  const taken = beginningOf(section, first?.text ?? '');
  const said = taken.map(({ text }) => text).join('\n');
  const isAbout = holdsNumbers(`${passageTrail(found)}\n${said}`, question, found.language);
  return isAbout && answersKind(question, said) ? taken : null;
}

function beginningOf(section: readonly Statement[], passageText: string): Statement[] {
  const taken: Statement[] = [];
  let chars = 0;
  for (const statement of section) {
    const isMore = taken.length >= LEADING || chars > ENOUGH_CHARS;
    const isRow = isRowOf(statement.text, passageText);
    if (isMore && !(isRow && taken.length < MOST_INTRODUCED)) break;
    if (introduces(statement.text)) {
      const items = itemsOf(introducedBy(statement, section), passageText);
      return items.length === 0 ? taken : [...taken, statement, ...items];
    }
    taken.push(statement);
    chars += statement.text.length;
  }
  return taken;
}

/** What an introduction announces as far as it is a list, a table or code; one sentence where it is none. */
function itemsOf(introduced: readonly Statement[], passageText: string): Statement[] {
  const isPart = ({ text }: Statement): boolean =>
    isItemOf(text, passageText) || isRowOf(text, passageText) || isCode(text);
  const end = introduced.findIndex((one) => !isPart(one));
  return introduced.slice(0, end < 0 ? undefined : Math.max(1, end));
}

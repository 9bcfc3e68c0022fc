import { findDates } from '../../text/dates.ts';
import { findNumbers, findNumberWords, holdsUnit, unitsAskedFor } from '../numbers.ts';
import { foldText } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { aliasesOf } from '../../text/same-names.ts';

/** What a question asks for, where its words say so. */
export type AnswerKind = 'date' | 'number' | 'name';

const KINDS: readonly (readonly [AnswerKind, RegExp])[] = [
  [
    'date',
    /(?<!\p{L})(?:wann|when|(?:in |ab |seit |bis )?welche[mrsn]? (?:jahr|monat|datum|tag|jahrhundert|jahrzehnt)|(?:what|which) (?:year|month|date|day|century|decade))(?!\p{L})/iu,
  ],
  [
    'number',
    /(?<!\p{L})(?:wie ?viele?[nr]?|wie (?:hoch|groß|gross|lang|lange|alt|teuer|schnell|weit|tief|schwer|oft)|how (?:many|much|big|large|long|old|high|tall|fast|far|deep|expensive|heavy|often)|(?:what|which) (?:percentage|share|number|proportion)|welche[rn]? (?:anteil|prozentsatz|anzahl))(?!\p{L})/iu,
  ],
  ['name', /(?<!\p{L})(?:wer|wem|wen|wessen|who|whom|whose|wo|wohin|woher|where)(?!\p{L})/iu],
];

const YEAR = /(?<!\d)(?:1\d|20)\d{2}(?!\d)/gu;
/** Written like a name: a capital, or letters and digits together (`4chan`). */
const NAME_LIKE =
  /(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{N}]*|\p{N}{1,3}\p{L}{2,}|\p{Ll}{1,3}\p{Lu}\p{L}*)/gu;

/** Answered without a number, too. */
const HOW_OFTEN = /(?<!\p{L})(?:wie (?:oft|häufig)|how (?:often|frequently))(?!\p{L})/iu;
const OFTEN =
  /(?<!\p{L})(?:\p{L}{0,8}mal|times|once|twice|thrice|(?:all|jähr|monat|wöchent|täg|stünd)lich|yearly|monthly|weekly|daily|hourly|jede[mnrs]?|every|each|selten|rarely|seldom|oft|often|häufig|frequently|meist(?:ens)?|mostly|usually|normalerweise|gelegentlich|occasionally|immer|always|nie(?:mals)?|never|pro|per|alle)(?!\p{L})/iu;
/** What some questions for a number are answered by: one of anything is no speed and no age. */
const MEASURES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /(?<!\p{L})(?:wie alt|how old)(?!\p{L})/iu,
    /(?<!\p{L})(?:jahren?|jahre|monaten?|monate|\p{L}{0,12}jährige?[mnrs]?|years?|months?|alter|alt|aged?|old|geboren|born|gegründet|founded|seit|since)(?!\p{L})/iu,
  ],
  [
    /(?<!\p{L})(?:wie schnell|how fast)(?!\p{L})/iu,
    /(?<!\p{L})(?:pro|per|je|mph|km\/h|m\/s|knoten|knots|sekunden?|seconds?|minuten?|minutes?|stunden?|hours?|mal|times)(?!\p{L})/iu,
  ],
  [
    /(?<!\p{L})(?:wie ?viel geld|wie teuer|how much money|how expensive)(?!\p{L})/iu,
    /[$€£]|(?<!\p{L})(?:euro|dollars?|us-dollar|pfund|pounds?|cents?|franken|kostenlos|kostenfrei|gratis|free)(?!\p{L})/iu,
  ],
];
/** Where years are an answer: "from 1756 to 1763", "born in 1950". */
const TAKES_YEARS = /(?<!\p{L})(?:wie (?:lange?|alt)|how (?:long|old)|jahre?s?|years?)(?!\p{L})/iu;
/** A year that says when, and counts nothing. */
const YEAR_OF =
  /\((?:1\d|20)\d{2}\)|(?<=(?<!\p{L})(?:[Ii]m Jahre?|Jahr|[Ii]n|[Ss]eit|[Ss]ince|[Uu]ntil|[Bb]is|[Vv]on|[Ff]rom) )(?:1\d|20)\d{2}(?![\d.,]\d| ?%)(?! \p{Lu})/gu;

/** A number with so few words needs no unit: the question names it. */
const MAX_BARE_WORDS = 3;

/** "When should I", "wann nimmt man": under which condition, not at what time. */
const CONDITION =
  /(?<!\p{L})(?:when (?:should|would|must|to(?!\p{L})|(?:do|does|can|could|is|are) (?:i|you|we|one|it)(?!\p{L}))|wann (?:soll|sollte|muss|müsste|darf|lohnt|eignet)|wann \p{L}{2,20} (?:man|ich|du|wir|sich)(?!\p{L}))/iu;

/** A word that asks; "was" is a verb in English unless it begins. */
export const ASKING =
  /(?<!\p{L})(?:wie(?:so|viele?)?|wer|wem|wen|wessen|wann|wo(?:hin|her|mit|durch|von|für|zu|ran|rin)?|warum|weshalb|welche[mnrs]?|how|when|who|whom|whose|where|why|what|which|(?<=^|[,;:?]\s?|(?:und|sowie|oder)\s)was)(?!\p{L})/iu;

/**
 * Null where no kind can be told from the question's words. The first word that asks decides: "Who led them
 * when they came?" asks for a name.
 */
export function kindAskedFor(question: string): AnswerKind | null {
  if (CONDITION.test(question)) return null;
  const first = ASKING.exec(question)?.index ?? question.length;
  const found = KINDS.find(([, pattern]) => (pattern.exec(question)?.index ?? Infinity) <= first);
  return found?.[0] ?? null;
}

/** Whether an answer, marks and all, has a thing of the kind that its question asks for; true where none can be told. */
export function answersKind(question: string, answer: string): boolean {
  if (answer === '') return false;
  const kind = kindAskedFor(question);
  return kind === null || hasKind(kind, answer.replace(/\[\d{1,3}\]/gu, ''), question);
}

/** Whether a text has a thing of the kind that the question does not name itself. */
export function hasKind(kind: AnswerKind, text: string, question: string): boolean {
  if (kind === 'date') return hasNewDate(text, question);
  if (kind === 'number') return hasNewNumber(text, question);
  return hasNewName(text, question);
}

function hasNewDate(text: string, question: string): boolean {
  const known = new Set(findDates(question).dates.map((date) => JSON.stringify(date)));
  const years = new Set(question.match(YEAR) ?? []);
  return (
    findDates(text).dates.some((date) => !known.has(JSON.stringify(date))) ||
    (text.match(YEAR) ?? []).some((year) => !years.has(year)) ||
    /(?<!\p{L})(?:\d{1,2}\. jahrhundert|\d{1,2}(?:st|nd|rd|th) century)(?!\p{L})/iu.test(text)
  );
}

function hasNewNumber(text: string, question: string): boolean {
  const units = unitsAskedFor(question);
  const isBare = (text.match(/\p{L}+/gu)?.length ?? 0) <= MAX_BARE_WORDS;
  if (units !== null && !isBare && !holdsUnit(text, units)) return false;
  if (HOW_OFTEN.test(question)) return OFTEN.test(text);
  const measure = MEASURES.find(([asks]) => asks.test(question))?.[1];
  if (measure !== undefined && !isBare && !measure.test(text)) return false;
  const counts = TAKES_YEARS.test(question) ? text : findDates(text).rest.replace(YEAR_OF, ' ');
  const values = (of: string): number[] =>
    [...findNumbers(of), ...findNumberWords(of)].map(({ value }) => value);
  const known = new Set(values(question));
  return values(counts).some((value) => !known.has(value));
}

function hasNewName(text: string, question: string): boolean {
  const asked = ` ${foldText(question)} `;
  const found = text.match(NAME_LIKE) ?? [];
  return found.some((word) => {
    const folded = foldText(word);
    if (folded.length < 2 || isFunctionWord(folded)) return false;
    if (asked.includes(` ${folded}`)) return false;
    return !aliasesOf(folded).some((alias) => asked.includes(` ${alias} `));
  });
}

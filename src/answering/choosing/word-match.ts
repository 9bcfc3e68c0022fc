import { dateTerms, findDates } from '../../text/dates.ts';
import { readWords, stemWord } from '../../text/text-analysis.ts';
import { sameMeaningStems } from '../../text/same-meaning.ts';
import { isFunctionWord } from '../../text/function-words.ts';

/** Shorter stems are no part of another word by more than chance. */
const MIN_PART_CHARS = 5;
/** What a part of a compound, or a word it is a part of, counts for, [0, 1]. */
const PART_CREDIT = 0.7;

/** The content words of a text as stems, for asking how much of another text's words it holds. */
export interface WordBag {
  readonly stems: ReadonlySet<string>;
}

/** Stems of the content words, names with their number (`llama2`) and numbers among them. */
export function contentWords(text: string, language: string): string[] {
  const stems = new Set<string>();
  for (const word of readWords(text)) {
    if (word.joined !== null) stems.add(word.joined);
    if (word.isNumber) stems.add(word.text);
    else if (!isFunctionWord(word.text)) stems.add(stemWord(word.text, language));
  }
  return [...stems];
}

export function wordBag(text: string, language: string): WordBag {
  const dates = findDates(text).dates.flatMap(dateTerms);
  return { stems: new Set([...contentWords(text, language), ...dates]) };
}

/** The content words of a question; a day is one of them, however it is written. */
export function askedWords(question: string, language: string): string[] {
  const days = findDates(question).dates.filter(({ day }) => day !== null);
  const terms = days.flatMap((date) => dateTerms(date).slice(0, 1));
  return terms.length === 0
    ? contentWords(question, language)
    : [...contentWords(findDates(question).rest, language), ...terms];
}

/** Whether a text has a word for things of a kind: its own, or a compound that ends with it ("Sprachmodell"). */
export function isOfKind(bag: WordBag, kind: string): boolean {
  return [...bag.stems].some(
    (stem) =>
      stem === kind ||
      (Math.min(stem.length, kind.length) >= MIN_PART_CHARS &&
        (stem.endsWith(kind) ||
          kind.endsWith(stem) ||
          isEnding(stem, kind) ||
          isEnding(kind, stem))),
  );
}

/** Endings that stemming leaves in one number alone: "Risiko", "Risiken". */
function isEnding(longer: string, stem: string): boolean {
  return longer.startsWith(stem) && /^[aeiou]{1,2}$/u.test(longer.slice(stem.length));
}

/** How far a bag holds a stem: 1 as it is, less as a part of a compound or with its ending, 0 not at all. */
export function heldShare(bag: WordBag, stem: string): number {
  if (bag.stems.has(stem)) return 1;
  if (sameMeaningStems(stem).some((other) => bag.stems.has(other))) return 1;
  if (stem.length < MIN_PART_CHARS || /^\p{N}/u.test(stem)) return 0;
  for (const other of bag.stems) {
    if (other.length >= MIN_PART_CHARS && (other.includes(stem) || stem.includes(other))) {
      return PART_CREDIT;
    }
  }
  return 0;
}

/** Whether a text has every number of a question ("Llama 3.1"), names with their number among them. */
export function holdsNumbers(text: string, question: string, language: string): boolean {
  const { stems } = wordBag(text, language);
  const asked = contentWords(question, language).filter((word) => /^\d/u.test(word));
  return asked.every((number) => stems.has(number));
}

import { findDates, type DateFact } from '../text/dates.ts';
import { foldText } from '../text/fold-word.ts';
import {
  findLikelyNames,
  findNames,
  holdsName,
  holdsNameAbroad,
  type ShownNames,
} from './names.ts';
import { findNumbers, findNumbersInPassing, type NumberFact } from './numbers.ts';

/** What can be checked letter by letter in a sentence: numbers, dates and names. */
export interface Facts {
  readonly numbers: readonly NumberFact[];
  readonly dates: readonly DateFact[];
  readonly names: readonly (readonly string[])[];
  /** Names most likely; looked for in passages of the sentence's language alone. */
  readonly likelyNames: readonly (readonly string[])[];
  readonly language: string;
}

/** A passage made ready for looking facts up. */
export interface FactBase {
  readonly numbers: readonly NumberFact[];
  readonly dates: readonly DateFact[];
  readonly foldedText: string;
  readonly language: string;
}

/** Facts of one sentence, with the names that passages show; citation marks must be taken out before. */
export function factsOf(sentence: string, language: string, shown?: ShownNames): Facts {
  const { dates, rest } = findDates(sentence);
  return {
    dates,
    numbers: findNumbers(withoutDigitNames(rest), language),
    names: findNames(sentence, language, shown),
    likelyNames: findLikelyNames(sentence, language),
    language,
  };
}

/** "GPT-3.5" and "Llama 2" are names whose number is part of them; the name check covers those. */
function withoutDigitNames(text: string): string {
  return text.replace(/(?<!\p{L})\p{Ll}*\p{Lu}\p{L}*-\d+(?:\.\d+)?\p{L}{0,3}(?!\p{L})/gu, ' ');
}

/** Everything a passage states, with its title and section. */
export function factBase(texts: readonly string[], language: string): FactBase {
  const text = texts.join('\n');
  const { dates, rest } = findDates(text);
  const fromDates = dates.flatMap((date) =>
    [date.year, date.day].flatMap((value) => (value === null ? [] : [{ value, unit: null }])),
  );
  return {
    dates,
    numbers: [...findNumbers(rest, language), ...findNumbersInPassing(text), ...fromDates],
    foldedText: foldText(text),
    language,
  };
}

/** Facts of a sentence that a passage does not state; empty when all stand. */
export function missingFacts(facts: Facts, base: FactBase): string[] {
  const isForeign = facts.language !== base.language;
  const names = isForeign ? facts.names : [...facts.names, ...facts.likelyNames];
  const isThere = isForeign ? holdsNameAbroad : holdsName;
  return [
    ...facts.numbers.filter((fact) => !holdsNumber(fact, base)).map((fact) => String(fact.value)),
    ...facts.dates.filter((date) => !holdsDate(date, base)).map((date) => JSON.stringify(date)),
    ...names.filter((name) => !isThere(name, base.foldedText)).map((n) => n.join(' ')),
  ];
}

/** A number with a unit needs the same unit: "2017 Jahre" is not in "kam 2017 zur Firma". */
function holdsNumber(fact: NumberFact, base: FactBase): boolean {
  return base.numbers.some(
    (other) => other.value === fact.value && (fact.unit === null || fact.unit === other.unit),
  );
}

/** The year must stand in the passage; a month (and day) must stand with no other year. */
function holdsDate(date: DateFact, base: FactBase): boolean {
  const { year, month, day } = date;
  if (year !== null && !base.numbers.some((number) => number.value === year)) return false;
  if (month === null) return true;
  return base.dates.some(
    (other) =>
      other.month === month &&
      (day === null || other.day === day) &&
      (year === null || other.year === null || other.year === year),
  );
}

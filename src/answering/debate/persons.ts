import type { Passage } from '../../domain/passage.ts';
import { splitSentences } from '../../text/sentences.ts';
import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { nameRuns } from '../names.ts';
import { namesPerson, type Person } from './person-names.ts';
import { isSpokenBy, type Before } from './speech.ts';
import { INSTRUCTION, NOT_PERSON, ROLE, STANCE } from './stance-words.ts';

/** What a passage lets one person say, up to the next person. */
export interface Statement {
  readonly person: Person;
  readonly passage: Passage;
  /** In order, cleaned of markup. */
  readonly sentences: readonly string[];
  /** Those of them in which the person speaks; the others are the article's own remarks. */
  readonly spoken: readonly string[];
  readonly kind: 'prose' | 'row';
}

/** Two or three words with capitals. */
const NAME_RUN =
  /(?<![\p{L}-])\p{Lu}\p{Ll}\p{L}*(?:['’]\p{L}*)?(?:[ -]\p{Lu}['’]?\p{L}+(?:['’]\p{L}*)?){1,2}(?!\p{L})/gu;
/** Opens a sentence in front of a name. */
const LEADING = /^(?:laut|nach|auch|wie|mit|von|bei|like|with|by|unlike|both)$/iu;
const AFTER_CHARS = 70;
const BEFORE_CHARS = 30;

/** Markup that would stand in a quote. */
export function plainText(text: string): string {
  return text
    .replaceAll('**', '')
    .replace(/\[(\d{1,3})\]/gu, '($1)')
    .replace(/^[-*+•]\s+/u, '')
    .trim();
}

/** A passage's blocks (paragraph, list item or table row) as sentences. */
export interface Unit {
  readonly kind: 'prose' | 'row';
  readonly sentences: readonly string[];
}

/** Takes a passage apart; sentences that talk to the model are left out. */
export function readUnits(passage: Passage): Unit[] {
  return passage.text.split(/\n+/u).flatMap((line): Unit[] => {
    if (/^[\s:|-]*$/u.test(line)) return [];
    if (/^\s*\|/u.test(line)) {
      const cells = line.split('|').map((cell) => plainText(cell));
      return [{ kind: 'row', sentences: cells.filter((cell) => cell !== '') }];
    }
    const sentences = splitSentences(line)
      .map((sentence) => plainText(sentence))
      .filter((sentence) => !INSTRUCTION.test(sentence));
    return sentences.length === 0 ? [] : [{ kind: 'prose', sentences }];
  });
}

/** Persons named in full next to a profession or a judgement, by last name in order. */
export function findPersons(passages: readonly Passage[]): Person[] {
  const units = passages.flatMap((passage) => readUnits(passage));
  const common = lowerCaseWords(units);
  const alone = new Set(nameRuns(passages).flatMap((run) => (run.length === 1 ? run : [])));
  const found = new Map<string, string>();
  for (const unit of units) {
    const text = unit.kind === 'row' ? (unit.sentences[0] ?? '') : unit.sentences.join(' ');
    for (const match of text.matchAll(NAME_RUN)) {
      const name = personName(match[0]);
      if (name === null || name.split(' ').some((word) => common.has(foldWord(word)))) continue;
      if (isPartOfFirm(name, alone)) continue;
      const after = text.slice(match.index + match[0].length).slice(0, AFTER_CHARS);
      const before = text.slice(Math.max(0, match.index - BEFORE_CHARS), match.index);
      const isRow = unit.kind === 'row' && match[0].length === text.length;
      if (!isRow && !isSpokenOf(before, after)) continue;
      const key = lastName(name);
      const known = found.get(key);
      if (known === undefined || name.length > known.length) found.set(key, name);
    }
  }
  return [...found].map(([key, name]) => ({ key, name })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Words that stand in lower case somewhere: "Als", "Drei" or "Große" open sentences, not names. */
function lowerCaseWords(units: readonly Unit[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { sentences } of units) {
    for (const [word] of sentences.join(' ').matchAll(/(?<!\p{L})\p{Ll}[\p{L}]*/gu)) {
      words.add(foldWord(word));
    }
  }
  return words;
}

/** People are called by the last name alone, firms by the first word: "Airbus Helicopters", "Airbus". */
function isPartOfFirm(name: string, alone: ReadonlySet<string>): boolean {
  const first = foldWord(name.split(' ')[0] ?? name);
  return alone.has(first) && !alone.has(lastName(name));
}

/** A profession beside the name, or the name at the head of a judgement. */
function isSpokenOf(before: string, after: string): boolean {
  const clause = after.split(/[.;!?]/u)[0] ?? '';
  if (ROLE.test(clause) || ROLE.test(before)) return true;
  return (
    STANCE.test(clause) &&
    /^(?:[\s(]|$)/u.test(after) &&
    !/(?:^|\s)(?:im|am|der|die|das|den|dem|the|als|in)\s$/iu.test(before)
  );
}

/** Null for what no person is called; a profession or a preposition in front is taken off. */
function personName(run: string): string | null {
  const words = run.split(' ');
  while (words.length > 2 && (ROLE.test(words[0] ?? '') || LEADING.test(words[0] ?? ''))) {
    words.shift();
  }
  const isPerson = words.every(
    (word) =>
      !isFunctionWord(foldWord(word)) &&
      !NOT_PERSON.has(foldWord(word)) &&
      !/^\p{Lu}{2,}$/u.test(word) &&
      !ROLE.test(word),
  );
  return isPerson && words.length >= 2 ? words.join(' ') : null;
}

function lastName(name: string): string {
  return foldWord(name.split(' ').at(-1) ?? name);
}

/** Every person's statements in a passage, each from its person's name to the next one's. */
export function statementsIn(passage: Passage, persons: readonly Person[]): Statement[] {
  return readUnits(passage).flatMap((unit) =>
    unit.kind === 'row' ? rowOf(unit, passage, persons) : proseOf(unit, passage, persons),
  );
}

/** A row of a table is its person's as a whole. */
function rowOf(
  { sentences }: Unit,
  passage: Passage,
  persons: readonly Person[],
): readonly Statement[] {
  const person = persons.find((one) => namesPerson(sentences[0] ?? '', one));
  return person === undefined
    ? []
    : [{ person, passage, kind: 'row', sentences, spoken: sentences }];
}

function proseOf(unit: Unit, passage: Passage, persons: readonly Person[]): Statement[] {
  const runs: { persons: readonly Person[]; sentences: string[] }[] = [];
  for (const sentence of unit.sentences) {
    const named = persons.filter((one) => namesPerson(sentence, one));
    const open = runs.at(-1);
    const isSame = named.every((one) => open?.persons.includes(one));
    if (named.length > 0 && !isSame) runs.push({ persons: named, sentences: [sentence] });
    else open?.sentences.push(sentence);
  }
  return runs.flatMap(({ persons: named, sentences }) =>
    named.map((person): Statement => {
      const others = persons.filter(({ key }) => key !== person.key);
      const spoken = spokenIn(sentences, { person, others, language: passage.language });
      return { person, passage, kind: 'prose', sentences, spoken };
    }),
  );
}

function spokenIn(
  sentences: readonly string[],
  who: { person: Person; others: readonly Person[]; language: string },
): string[] {
  let before: Before = 'nothing';
  return sentences.filter((sentence) => {
    const isSpoken = isSpokenBy(sentence, { ...who, before });
    if (isSpoken) before = 'spoke';
    else before = namesPerson(sentence, who.person) ? 'named' : 'silent';
    return isSpoken;
  });
}

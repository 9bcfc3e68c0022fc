import { isRowOf } from '../choosing/statements.ts';
import { isNoName } from '../names.ts';
import { foldWord } from '../../text/fold-word.ts';
import { namesKind, hasOnlyAdjectives, type IsKind } from './kind-words.ts';
import { isFunctionWord } from '../../text/function-words.ts';

/** Longest name of a thing, in characters and in words. */
const MAX_NAME_CHARS = 60;
const MAX_NAME_WORDS = 6;
/** Longest part of an item that can be what the item is about, in characters. */
const MAX_LEAD_CHARS = 60;
/** Shorter parts of a cell belong to the name before them: "Kestrel A1, B2". */
const MIN_PART_CHARS = 4;
/** Names of one sentence that are taken. */
const MAX_NAMES = 12;

const EMPHASIS = /[*`]{1,3}|(?<![\p{L}\p{N}])_{1,3}|_{1,3}(?![\p{L}\p{N}])/gu;
const ITEM_MARK = /^\s{0,12}(?:[-*+]|\d{1,3}[.)])\s+/u;
/** What ends the name an item begins with. */
const LEAD_END = /[:–—(]|\s-\s/u;
/** A whole item of so few words may be a name. */
const MAX_BARE_WORDS = 5;
/** What brings examples behind a word. */
const EXAMPLES =
  /^\W{0,2}\s*(?:wie|darunter|namlich|nämlich|zum Beispiel|z\. ?B\.|such as|like|including|namely|for example|e\.g\.)(?!\p{L})/iu;
const SEPARATOR = /,|(?<!\p{L})(?:und|oder|sowie|and|or|as well as)(?!\p{L})/u;
/** All that stands between a name and the kind it is said to be of. */
const IS_A =
  /^ (?:ist|war|sind|waren|is|was|are|were) (?:ein|eine|einer|eines|das|der|die|a|an|the|one of the)(?<between>(?: [\p{L}\p{N}-]{1,30}){0,3}) $/u;
/** Words that open a sentence and put things in order. */
const SEQUENCE =
  /^(?:next|then|first|second|third|last|finally|instead|here|now|zunachst|danach|dann|zuletzt|schliesslich|hier|jetzt)$/u;
/** A German sentence may open with one: "Verlässlich ist das Modell". */
const ADJECTIVE = /(?:lich|ig|isch|bar|sam|los|haft)(?:e[nmrs]?)?$/u;
/** Written like a name: capitals or digits, with the numbers behind. */
const NAME =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}]*(?:[-.’'][\p{L}\p{N}]+)*(?:(?:[ -]| & )(?:\p{Lu}[\p{L}\p{N}]*(?:[-.’'][\p{L}\p{N}]+)*|\d[\p{L}\p{N}.]*))*/gu;

/** A cell of a row with what heads its column. */
export interface Cell {
  readonly head: string;
  readonly value: string;
}

/** Cells of a statement that is a row of a table (`Size: 13B; 4 bit: 6.5 GB`); null where it is none. */
export function rowCells(statement: string, passageText: string): Cell[] | null {
  if (!isRowOf(statement, passageText)) return null;
  return statement.split('; ').flatMap((cell) => {
    const at = cell.indexOf(': ');
    const value = plain(cell.slice(at + 2));
    const isName =
      value.length <= MAX_NAME_CHARS && /^[\p{Lu}\p{N}]|\p{L}\p{Lu}|\p{L}\d/u.test(value);
    return at < 0 || !isName ? [] : [{ head: cell.slice(0, at), value }];
  });
}

/** Names in a cell below a column of the kind; none where it says how many there are ("24 Sprachen"), or which in words. */
export function namesIn(value: string, isKind: IsKind): string[] {
  if (/^\p{N}/u.test(value) && namesKind(value, isKind)) return [];
  const parts = value.includes('(') ? [value] : value.split(/, | (?:oder|or) /u);
  const isWhole = parts
    .slice(1)
    .some((part) => /^\p{N}/u.test(part) || part.length < MIN_PART_CHARS);
  const isEach = parts.every((part) => /^\p{Lu}/u.test(part) || !part.includes(' '));
  if (isEach && !(isWhole && parts[0]?.includes(' ') === true)) return parts;
  const isTold = parts.some((part) => isFunctionWord(foldWord(part.split(' ', 1)[0] ?? '')));
  return isTold ? [] : [value];
}

/**
 * What an item of a list begins with, bold or before a colon; null where it is no item, a sentence, or
 * something to do ("Programme aktuell halten"): German names end in a noun.
 */
export function leadOf(statement: string, passageText: string, language: string): string | null {
  const isItem = passageText
    .split('\n')
    .some((line) => ITEM_MARK.test(line) && line.includes(statement));
  if (!isItem) return null;
  const bold = /^\*\*([^*]{1,60})\*\*/u.exec(statement)?.[1];
  const end = LEAD_END.exec(statement.slice(0, MAX_LEAD_CHARS + 1))?.index;
  const lead = plain(bold ?? statement.slice(0, end)).replace(/[:.]$/u, '');
  const isBare = bold === undefined && end === undefined;
  if (lead.split(' ').length > (isBare ? MAX_BARE_WORDS : MAX_NAME_WORDS)) return null;
  if (bold === undefined && isPhrase(lead)) return null;
  if (language === 'de' && / \p{Ll}+$/u.test(lead)) return null;
  return lead === '' || lead.length > MAX_LEAD_CHARS || /[,;.]\s/u.test(lead) ? null : lead;
}

/** "and others", "Mittels der Leitung": no name begins so. */
function isPhrase(lead: string): boolean {
  const [first = '', second = ''] = lead.split(' ').map(foldWord);
  return isFunctionWord(first) || /^(?:der|die|das|dem|den|des|the)$/u.test(second);
}

/** Names of things of a kind in a sentence, by the word of the kind: "Modelle wie A und B", "A ist ein Modell". */
export function namesAround(sentence: string, isKind: (word: string) => boolean): string[] {
  const text = plain(sentence);
  const names = new Set<string>();
  for (const match of text.matchAll(/[\p{L}][\p{L}-]*/gu)) {
    if (!isKind(match[0])) continue;
    const after = text.slice(match.index + match[0].length);
    const examples = EXAMPLES.exec(after);
    const found =
      examples === null
        ? [...subjectBefore(text.slice(0, match.index))]
        : enumerated(after.slice(examples[0].length));
    for (const name of found) if (names.size < MAX_NAMES) names.add(name);
  }
  return [...names];
}

/** "A, B und C", up to what is no name. */
function enumerated(text: string): string[] {
  const found: string[] = [];
  const [clause = ''] = text.split(/[.;:()](?=\s|$)/u, 1);
  for (const part of clause.split(SEPARATOR)) {
    const match = nameAtStart(part.trim());
    if (match === null) break;
    found.push(match);
    if (part.trim().length > match.length) break;
  }
  return found;
}

/** "A ist ein offenes" before the kind's word. */
function subjectBefore(text: string): string[] {
  const name = nameAtStart(text);
  const between = name === null ? null : IS_A.exec(text.slice(name.length))?.groups?.['between'];
  return name !== null && between != null && hasOnlyAdjectives(between) ? [name] : [];
}

function nameAtStart(text: string): string | null {
  NAME.lastIndex = 0;
  const match = NAME.exec(text);
  if (match?.index !== 0) return null;
  const [name] = match;
  const first = foldWord(name.split(' ', 1)[0] ?? '');
  if (isFunctionWord(first) || isNoName(first) || SEQUENCE.test(first)) return null;
  if (/^\p{Lu}\p{Ll}+$/u.test(name) && ADJECTIVE.test(name)) return null;
  return name.length <= MAX_NAME_CHARS && name.split(' ').length <= MAX_NAME_WORDS ? name : null;
}

function plain(text: string): string {
  return text.replace(EMPHASIS, '').replace(/\s+/gu, ' ').trim();
}

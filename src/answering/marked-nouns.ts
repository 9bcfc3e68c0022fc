import type { Language } from '../domain/language.ts';
import { marksOf, numbersIn } from './mark-numbers.ts';

interface Noun {
  readonly one: string;
  readonly many: string;
  /** German article behind a preposition, and otherwise. */
  readonly oblique: string;
  readonly plain: string;
}

const NOUNS: Readonly<Record<Language, Readonly<Record<string, Noun>>>> = {
  de: {
    passage: { one: 'Passage', many: 'Passagen', oblique: 'der', plain: 'die' },
    quelle: { one: 'Quelle', many: 'Quellen', oblique: 'der', plain: 'die' },
    dokument: { one: 'Dokument', many: 'Dokumente', oblique: 'dem', plain: 'das' },
    auszug: { one: 'Auszug', many: 'Auszüge', oblique: 'dem', plain: 'der' },
    satz: { one: 'Satz', many: 'Sätze', oblique: 'dem', plain: 'der' },
    aussage: { one: 'Aussage', many: 'Aussagen', oblique: 'der', plain: 'die' },
  },
  en: {
    passage: { one: 'passage', many: 'passages', oblique: 'the', plain: 'the' },
    source: { one: 'source', many: 'sources', oblique: 'the', plain: 'the' },
    document: { one: 'document', many: 'documents', oblique: 'the', plain: 'the' },
    excerpt: { one: 'excerpt', many: 'excerpts', oblique: 'the', plain: 'the' },
    sentence: { one: 'sentence', many: 'sentences', oblique: 'the', plain: 'the' },
    statement: { one: 'statement', many: 'statements', oblique: 'the', plain: 'the' },
  },
};
const NAMED =
  /(?<!\p{L}|§ ?\d{1,4} |Absatz \d |Abs\. \d )(passage|quelle|dokument|auszug|satz|sätze|aussage|source|document|excerpt|sentence|statement)(?:e|n|en|s)?(?=[ :#[])/giu;
const NUMBERS_BEHIND =
  /^ ?(?::|#|nr\.?|no\.?)? ?((?:\[\d{1,3}\]){1,9}|\d{1,2}(?:(?:, ?| und | and | & |-|–)\d{1,2}){0,5})(?!\p{N}|[.,:]\p{N}|\p{L})/iu;
/** Longest list of numbers behind a word, in characters. */
const MAX_NUMBERS_CHARS = 50;
const OBLIQUE = /(?:^|[\s("„“])(?:laut|gemäß|nach|in|aus|von|mit|zu|bei|entsprechend)\s$/iu;
const DETERMINED = /(?:^|\s)(?:der|die|das|dem|den|im|vom|zur|zum|beim|dieser|diese|the|this)\s$/iu;
/** Characters before a word that tell how it stands in its sentence. */
const LOOK_BEHIND_CHARS = 16;

/** "Laut Passage 1 …" becomes "Laut der Passage[1] …": it reads well also when the mark is moved. */
export function withMarkedNouns(text: string, language: string): string {
  const out: string[] = [];
  let from = 0;
  for (const match of text.matchAll(NAMED)) {
    const end = match.index + match[0].length;
    const numbers = NUMBERS_BEHIND.exec(text.slice(end, end + MAX_NUMBERS_CHARS));
    const word = (match[1] ?? '').toLowerCase().replace('sätze', 'satz');
    const nouns = NOUNS[language === 'de' ? 'de' : 'en'];
    const noun = nouns[word] ?? nouns['passage'];
    const marks = marksOf(numbersIn(numbers?.[1] ?? ''));
    if (match.index < from || numbers === null || noun === undefined || marks === null) continue;
    const before = text.slice(Math.max(0, match.index - LOOK_BEHIND_CHARS), match.index);
    const isList = text[end] === ':' && /(?:^|\n)[\s*_>-]{0,16}$/u.test(before);
    const shown = isList ? `${match[0]}: ` : nounAfter(before, noun, marks.length > '[12]'.length);
    out.push(text.slice(from, match.index), shown, marks);
    from = end + numbers[0].length;
  }
  out.push(text.slice(from));
  return out.join('');
}

function nounAfter(before: string, noun: Noun, isPlural: boolean): string {
  const isOblique = OBLIQUE.test(before);
  const isEnglish = noun.plain === 'the';
  const isDative = !isEnglish && (isOblique || /(?:^|\s)den\s$/iu.test(before));
  const many = isDative && !noun.many.endsWith('n') ? `${noun.many}n` : noun.many;
  const word = isPlural ? many : noun.one;
  if (DETERMINED.test(before)) return word;
  const plural = isEnglish ? 'the' : isOblique ? 'den' : 'die';
  const article = isPlural ? plural : isOblique ? noun.oblique : noun.plain;
  const isFirst = /(?:^|\n|[.!?:] )[\s*_>-]{0,16}$/u.test(before);
  return `${isFirst ? article.charAt(0).toUpperCase() + article.slice(1) : article} ${word}`;
}

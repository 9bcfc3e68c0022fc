import type { Language } from '../../domain/language.ts';
import { foldWord } from '../../text/fold-word.ts';
import { hasGermanNounEnding, isGermanDeterminer } from '../../text/german-nouns.ts';
import { isFollowUp } from './follow-up.ts';
import { isTopicWord, wordsOf } from '../../text/topic-words.ts';

/** Longest question a model may make of a follow-up, in characters. */
export const MAX_REWRITE_CHARS = 300;

/** Letters from the end of a word that an inflected form may differ in. */
const ENDING_CHARS = 3;
const MIN_STEM_CHARS = 4;
/** A follow-up with no more topic words than this is about all of them. */
const MAX_BARE_TOPICS = 2;

const LABEL =
  /^[-*>#\s]*(?:(?:standalone |rewritten |self-contained )?question|(?:umformulierte |eigenständige )?frage)\s*:\s*/iu;
const CONNECTIVE = /^(?:und|aber|and|but|so),?\s+/iu;
const QUOTES = /^["'„“”»«*_`\s]+|(?<!["'“”„»«*_`\s])["'“”„»«*_`\s]+$/gu;

/** What a model wrote, and what it may be made of. */
export interface RewriteCheck {
  /** What the model wrote. */
  readonly raw: string;
  /** The question as it was asked. */
  readonly question: string;
  /** What was said before; names may come from here and from the question alone. */
  readonly history: readonly string[];
  readonly language: Language;
}

/**
 * The question a model made of a follow-up; null when it is none: empty, over one line, too long,
 * an answer instead of a question, unchanged, still a follow-up, off the topic, without a name that
 * was asked about, or with a name or number that nobody mentioned.
 */
export function acceptRewrite({ raw, question, history, language }: RewriteCheck): string | null {
  if (raw.length > 2 * MAX_REWRITE_CHARS) return null;
  const text = clean(raw);
  if (text === '' || text.length > MAX_REWRITE_CHARS || /[\n\r]/u.test(text)) return null;
  if (/[.!:;]$/u.test(text) || /[<>[\]{}|]/u.test(text)) return null;
  if (bare(text) === bare(question) || isFollowUp(text, language)) return null;
  const known = lowerWordsOf([...history, question].join(' '));
  const topics = wordsOf(text).filter(isTopicWord);
  if (!topics.some((word) => isKnown(word, known))) return null;
  const kept = lowerWordsOf(text);
  if (!ownNames(question).every((word) => isKnown(word, kept))) return null;
  return hasInventedName(text, known, language) ? null : text;
}

function clean(raw: string): string {
  return raw
    .trim()
    .replace(LABEL, '')
    .replace(QUOTES, '')
    .replace(CONNECTIVE, '')
    .replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
    .normalize('NFC');
}

/** What the question itself brings up: its names, or its few topic words when all is lower case. */
function ownNames(question: string): string[] {
  const topics = wordsOf(question).filter(isTopicWord);
  const names = topics.filter((word) => /\p{Lu}|\p{N}/u.test(word));
  return names.length === 0 && topics.length <= MAX_BARE_TOPICS ? topics : names;
}

function lowerWordsOf(text: string): string[] {
  return wordsOf(text).map((word) => word.toLowerCase());
}

function bare(text: string): string {
  return wordsOf(text).join(' ').toLowerCase();
}

function hasInventedName(text: string, known: readonly string[], language: Language): boolean {
  const words = wordsOf(text);
  return words.some((word, at) => {
    const isNameLike = /\p{Lu}|\p{N}/u.test(word) && isTopicWord(word);
    if (!isNameLike || isKnown(word, known)) return false;
    return language === 'en' || !isGermanNoun(word, words[at - 1]);
  });
}

/** In German a capital alone makes no name; an ending or an article tells a common noun. */
function isGermanNoun(word: string, previous: string | undefined): boolean {
  if (!/^\p{Lu}\p{Ll}+$/u.test(word)) return false;
  const isAfterDeterminer = previous !== undefined && isGermanDeterminer(foldWord(previous));
  return isAfterDeterminer || hasGermanNounEnding(foldWord(word));
}

/** In any inflected form; a number has to be the very same. */
function isKnown(word: string, known: readonly string[]): boolean {
  const folded = word.toLowerCase();
  if (known.includes(folded)) return true;
  if (/\p{N}/u.test(folded)) return false;
  const stem = folded.slice(0, Math.max(MIN_STEM_CHARS, folded.length - ENDING_CHARS));
  if (stem.length < MIN_STEM_CHARS) return false;
  return known.some((other) => {
    if (other.length < MIN_STEM_CHARS) return false;
    return other.startsWith(stem) || (folded.startsWith(other) && other.length >= stem.length);
  });
}

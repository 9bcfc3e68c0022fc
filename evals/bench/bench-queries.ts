import type { Language } from '../../src/domain/language.ts';
import { makeArticle, TOPICS, type BenchArticle } from './bench-corpus.ts';
import { topicVector } from './bench-vectors.ts';
import { createRandom, seedFrom, type Random } from './random.ts';
import { vocabularyOf } from './vocabulary.ts';

export const QUERY_KINDS = ['rare words', 'common words', 'German', 'English', 'long'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

/** A question with its vector, as an embedder would have made it. */
export interface BenchQuery {
  readonly kind: QueryKind;
  readonly text: string;
  readonly vector: Float32Array;
}

const QUERY_SEED = 31;
/** Ranks below this are common words. */
const COMMON_RANKS = 40;
const RARE_WORDS = 3;
const COMMON_WORDS = 5;
const SENTENCE_WORDS = 8;
/** Below what retrieval cuts off. */
const LONG_CHARS = 1_000;

/** Questions of all kinds in turn, about the first `articles` of a corpus. */
export function makeQueries(seed: number, articles: number, count: number): BenchQuery[] {
  return Array.from({ length: count }, (_, n) => {
    const random = createRandom(seedFrom(QUERY_SEED, seed, n));
    const kind = QUERY_KINDS[n % QUERY_KINDS.length] ?? 'German';
    const article = makeArticle(seed, pickArticle(random, articles, kind));
    const text = queryText(random, kind, article);
    const topic = random.next() < 0.5 ? article.topic : random.below(TOPICS);
    // Its topic stands in the embedded text alone; words search gets the question.
    const vector = topicVector(`? (${article.language} ${topic})\n${text}`);
    return { kind, text, vector };
  });
}

/** Even numbers are German articles. */
function pickArticle(random: Random, articles: number, kind: QueryKind): number {
  const n = random.below(articles);
  if (kind === 'German') return n - (n % 2);
  if (kind === 'English') return Math.min(n - (n % 2) + 1, articles - 1);
  return n;
}

function queryText(random: Random, kind: QueryKind, article: BenchArticle): string {
  const { language, passages } = article;
  const passage = passages[random.below(passages.length)] ?? '';
  if (kind === 'common words') return ask(language, commonWords(random, language));
  if (kind === 'rare words') return ask(language, rarestWords(passage, language));
  if (kind === 'long') return `${passages.join(' ').slice(0, LONG_CHARS)}?`;
  const words = passage.split(' ');
  const start = random.below(Math.max(words.length - SENTENCE_WORDS, 1));
  return ask(language, words.slice(start, start + SENTENCE_WORDS));
}

function commonWords(random: Random, language: Language): string[] {
  const { contentWords } = vocabularyOf(language);
  return Array.from({ length: COMMON_WORDS }, () => contentWords[random.below(COMMON_RANKS)] ?? '');
}

function rarestWords(passage: string, language: Language): string[] {
  const ranks = rankOf(language);
  const words = [...new Set(passage.toLowerCase().match(/\p{L}+/gu) ?? [])];
  return words.sort((a, b) => (ranks.get(b) ?? -1) - (ranks.get(a) ?? -1)).slice(0, RARE_WORDS);
}

const ranksByLanguage = new Map<Language, ReadonlyMap<string, number>>();

function rankOf(language: Language): ReadonlyMap<string, number> {
  const known = ranksByLanguage.get(language);
  if (known !== undefined) return known;
  const ranks = new Map(vocabularyOf(language).contentWords.map((word, rank) => [word, rank]));
  ranksByLanguage.set(language, ranks);
  return ranks;
}

function ask(language: Language, words: readonly string[]): string {
  return language === 'de' ? `Was ist mit ${words.join(' ')}?` : `What about ${words.join(' ')}?`;
}

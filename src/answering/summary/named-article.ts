import type { ArticleSummary } from '../../domain/ports.ts';
import { editDistance } from '../../text/edit-distance.ts';
import { foldText } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import type { SummaryWish } from './summary-wish.ts';

/** Least share of a name's words that the title must have, where it is said to be an article's. */
const LEAST_NAMED = 0.6;
/** Least share of a title's words that the name must have where nobody said that it is one. */
const LEAST_OF_TITLE = 0.6;
/** Words of this length on may have one slip, and longer ones two. */
const ONE_SLIP_CHARS = 4;
const TWO_SLIPS_CHARS = 9;
/** From so many letters on, words that begin alike are one. */
const STEM_CHARS = 6;
/** Titles offered where none is meant. */
const NEAREST_TITLES = 3;
/** Longer names are not compared letter by letter. */
const MAX_NAME_WORDS = 24;

/** What an article was called, and which one that can be. */
export interface NamedArticle {
  /** Null: none. */
  readonly article: ArticleSummary | null;
  /** Titles that have at least a word of the name, nearest first. */
  readonly nearest: readonly string[];
}

/**
 * The article of a name: its id, its title, or words that stand in no other title so well, with slips
 * of the pen. One that was not said to be an article's must be nearly all of the title.
 */
export function namedArticle(
  { name, isArticle }: SummaryWish,
  articles: readonly ArticleSummary[],
): NamedArticle {
  const wanted = wordsOf(name).slice(0, MAX_NAME_WORDS);
  const scored = articles
    .map((article) => ({ article, ...likeness(wanted, article) }))
    .filter(({ named }) => named > 0)
    .sort((a, b) => b.named - a.named || b.ofTitle - a.ofTitle);
  const nearest = scored.slice(0, NEAREST_TITLES).map(({ article }) => article.title);
  const [best] = scored;
  if (best === undefined) return { article: null, nearest };
  const isMeant = isArticle
    ? best.named >= LEAST_NAMED
    : best.named === 1 && best.ofTitle >= LEAST_OF_TITLE;
  return { article: isMeant ? best.article : null, nearest };
}

interface Likeness {
  /** Share of the name's words in title or id, [0, 1]. */
  readonly named: number;
  /** Share of the title's (or the id's) words in the name, [0, 1]. */
  readonly ofTitle: number;
}

function likeness(wanted: readonly string[], { id, title }: ArticleSummary): Likeness {
  const byTitle = overlapOf(wanted, wordsOf(title));
  const byId = overlapOf(wanted, wordsOf(id.split('/').at(-1) ?? id));
  const isTitle =
    byTitle.named > byId.named || (byTitle.named === byId.named && byTitle.ofTitle >= byId.ofTitle);
  return isTitle ? byTitle : byId;
}

function overlapOf(wanted: readonly string[], own: readonly string[]): Likeness {
  const free = [...own];
  let open = [...wanted];
  let same = 0;
  // What is written alike first: a slip may look like another word.
  for (const isMatch of [(a: string, b: string) => a === b, isSame]) {
    open = open.filter((word) => {
      const at = free.findIndex((other) => isMatch(word, other));
      if (at < 0) return true;
      free.splice(at, 1);
      same += 1;
      return false;
    });
  }
  const shareOf = (words: readonly string[]): number =>
    words.length === 0 ? 0 : Math.min(1, same / words.length);
  return { named: shareOf(wanted), ofTitle: shareOf(own) };
}

/** Content words; all of them where nothing else is there. */
function wordsOf(text: string): string[] {
  const all = foldText(text.replaceAll(/[_-]/gu, ' ')).split(' ').filter(Boolean);
  const content = all.filter((word) => !isFunctionWord(word));
  return content.length > 0 ? content : all;
}

function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (/\d/u.test(long) || a[0] !== b[0]) return false;
  if (short.length >= STEM_CHARS && long.startsWith(short.slice(0, -1))) return true;
  const slips = short.length >= TWO_SLIPS_CHARS ? 2 : short.length >= ONE_SLIP_CHARS ? 1 : 0;
  return slips > 0 && editDistance(short, long, slips) !== null;
}

import type { Language } from './language.ts';

/** One article of the corpus as loaded from a file, before chunking. */
export interface Article {
  /** Stable id: the file's path below the corpus folder without its extension, `/`-separated. */
  readonly id: string;
  readonly title: string;
  /** BCP 47 primary tag, e.g. `de`; detected when the file does not say. */
  readonly language: string;
  /** ISO date `YYYY-MM-DD`, or null when unknown. */
  readonly published: string | null;
  readonly author: string | null;
  readonly licence: string | null;
  /** Absolute http(s) address of the article, or null. */
  readonly url: string | null;
  readonly tags: readonly string[];
  /** Markdown body without front matter. */
  readonly body: string;
  /** SHA-256 (hex) over the file's bytes. */
  readonly hash: string;
}

/** A retrievable piece of an article: consecutive sentences of one section. */
export interface Passage {
  /** Stable id inside a generation: `articleId#ordinal`, ordinal counted from 0. */
  readonly id: string;
  readonly articleId: string;
  readonly title: string;
  /** Heading trail below the title, e.g. `Lizenz > Grenzen`; empty for the lead. */
  readonly section: string;
  readonly text: string;
  readonly language: string;
  readonly url: string | null;
  /** ISO date of the article, `YYYY-MM-DD`; null or absent when unknown. */
  readonly published?: string | null | undefined;
}

/** Article and section in one line, `Article > Section`; embedded together with the text. */
export function passageTrail(passage: Pick<Passage, 'title' | 'section'>): string {
  return passage.section === '' ? passage.title : `${passage.title} > ${passage.section}`;
}

/**
 * The same for people, whatever shows it: `Article › Section › Part`. With an empty title the section
 * alone.
 */
export function shownTrail({ title, section }: Pick<Passage, 'title' | 'section'>): string {
  return [title, ...section.split(' > ')].filter((name) => name !== '').join(' › ');
}

/**
 * The same with the day the article is from, where that is known, as the reader's language writes
 * days: `Article › Section (18.07.2023)`.
 */
export function datedTrail(
  passage: Pick<Passage, 'title' | 'section' | 'published'>,
  language: Language,
): string {
  const day = shownDay(passage.published, language);
  return day === null ? shownTrail(passage) : `${shownTrail(passage)} (${day})`;
}

/** An ISO date as a language writes it, `18.07.2023` or `18 Jul 2023`; null for anything else. */
export function shownDay(date: string | null | undefined, language: Language): string | null {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? null : DAY[language].format(ms);
}

const DAY: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  de: new Intl.DateTimeFormat('de', { dateStyle: 'medium', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }),
};

/** What an answer names of a passage it rests on. */
export function sourceOf({
  articleId,
  title,
  section,
  url,
  published,
}: Passage): Pick<Passage, 'articleId' | 'title' | 'section' | 'url' | 'published'> {
  return { articleId, title, section, url, published };
}

/** Scores of one passage for one query. */
export interface PassageScores {
  /** Language-centred cosine in [-1, 1]; null when the generation or the query has no vector. */
  readonly dense: number | null;
  /** Plain cosine similarity in [-1, 1]; null like `dense`. */
  readonly similarity: number | null;
  /** Share of the query's term weight this passage covers, in [0, 1]. */
  readonly keyword: number;
  /** What the final order is made by, in [0, 1]. */
  readonly fused: number;
}

/** A passage with its place in a result list. */
export interface RankedPassage {
  /** Rank from 1. */
  readonly rank: number;
  readonly passage: Passage;
  /** Titles of other articles that hold the very same text. Absent: none. */
  readonly alsoIn?: readonly string[] | undefined;
  readonly scores: PassageScores;
}

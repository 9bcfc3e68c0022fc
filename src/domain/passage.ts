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

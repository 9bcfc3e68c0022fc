import type { Passage } from './passage.ts';

/** An article as it is named beside its age. */
export type DatedTitle = Pick<Passage, 'title' | 'published'>;

/** A summary as it is introduced. */
export interface Summarised extends DatedTitle {
  /** Whether a model wrote it. */
  readonly isWritten: boolean;
  /** Whether all of the article was read. */
  readonly isWhole: boolean;
}

/** A list as it is introduced. */
export interface ListedFrom {
  readonly articles: number;
  /** Items that are not shown. */
  readonly more: number;
}

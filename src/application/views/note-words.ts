import type { DatedTitle, ListedFrom, Summarised } from '../../domain/answer-notes.ts';

/** Lines above an answer; `src/words` has them. */
export interface NoteWords {
  /** An older and a newer article say different things; days as ISO dates. */
  differ(older: DatedTitle, newer: DatedTitle): string;
  /** The question is in neither German nor English. */
  readonly thirdLanguage: string;
  /** What an article says in short. */
  summary(of: Summarised): string;
  /** What is gathered may not be all there is. */
  listed(from: ListedFrom): string;
  /** Other articles hold the very same text. */
  alsoIn(titles: readonly string[]): string;
  /** Only words could be searched: articles in the other language are hardly found. */
  wordsOnly(titles: readonly string[]): string;
}

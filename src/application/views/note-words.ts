/** Lines above an answer; `src/words` has them. */
export interface NoteWords {
  /** The question is in neither German nor English. */
  readonly thirdLanguage: string;
  /** Other articles hold the very same text. */
  alsoIn(titles: readonly string[]): string;
  /** Only words could be searched: articles in the other language are hardly found. */
  wordsOnly(titles: readonly string[]): string;
}

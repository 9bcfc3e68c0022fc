/** Lines above an answer; `src/words` has them. */
export interface NoteWords {
  /** An older and a newer article say different things; days as ISO dates. */
  differ(
    older: { readonly title: string; readonly published?: string | null | undefined },
    newer: { readonly title: string; readonly published?: string | null | undefined },
  ): string;
  /** The question is in neither German nor English. */
  readonly thirdLanguage: string;
  /** What an article says in short; `isWritten`: by a model; `isWhole`: all of it was read. */
  summary(of: {
    readonly title: string;
    readonly published?: string | null | undefined;
    readonly isWritten: boolean;
    readonly isWhole: boolean;
  }): string;
  /** Items of a list were gathered from so many articles; `more` are not shown. */
  listed(from: { readonly articles: number; readonly more: number }): string;
  /** Other articles hold the very same text. */
  alsoIn(titles: readonly string[]): string;
  /** Only words could be searched: articles in the other language are hardly found. */
  wordsOnly(titles: readonly string[]): string;
}

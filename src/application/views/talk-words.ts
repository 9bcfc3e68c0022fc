import type { Talk } from '../../domain/talk.ts';

/** What the bot knows of itself when somebody speaks to it. */
export interface TalkFacts {
  /** Titles of what the asker may see, those in the language of the answer first. */
  readonly titles: readonly string[];
  /** Articles and passages of the present index; 0 while there is none. */
  readonly articles: number;
  readonly passages: number;
  /** ISO timestamp of the index; null while there is none. */
  readonly builtAt: string | null;
  /** Name of the chat model. */
  readonly model: string;
  readonly isModelReady: boolean;
  /** Whether what is said here is kept. */
  readonly isKept: boolean;
  /** Days after which it goes. */
  readonly retentionDays: number;
}

/** What stands behind an answer when somebody doubts it. */
export interface CertaintyFacts {
  /** Whether a model wrote it; else it was passages. */
  readonly isGenerated: boolean;
  /** Quotes of the passages it cites, with the numbers in the answer. */
  readonly quotes: readonly {
    readonly n: number;
    readonly title: string;
    readonly quote: string;
  }[];
  /** Sentences whose facts stand in no passage. */
  readonly unverified: number;
}

/** Sentences of the bot's own replies; `src/words` has them. */
export interface TalkWords extends Readonly<Record<Talk, (facts: TalkFacts) => string>> {
  /** There is no last answer to do something with. */
  readonly 'nothing-before': string;
  certainty(facts: CertaintyFacts): string;
  readonly 'no-sources': string;
  'also-in'(titles: readonly string[]): string;
  /** A question with what is to be different about its answer, as it is shown. */
  again(question: string, wish: 'longer' | 'simpler'): string;
}

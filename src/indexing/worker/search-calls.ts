import type { Passage } from '../../domain/passage.ts';
import type {
  ArticleSummary,
  ComparedPair,
  LanguageCentre,
  PassageMatches,
  PassageMatrix,
  Spellings,
} from '../../domain/ports.ts';
import type { OpenableManifest } from '../generation/open-generation.ts';
import type { GenerationQuery } from '../generation/search-generation.ts';
import type { Call } from '../threads/index-worker-protocol.ts';

/** Requests to a `search` worker; `open` comes first. */
export interface SearchCalls {
  readonly open: Call<
    {
      readonly folder: string;
      readonly manifest: OpenableManifest;
      /** Centres of the index whose scale the vectors are put on; null: their own. */
      readonly alignTo: readonly LanguageCentre[] | null;
    },
    null
  >;
  readonly search: Call<GenerationQuery, PassageMatches>;
  readonly spellings: Call<{ readonly text: string }, Spellings>;
  readonly pairs: Call<null, readonly ComparedPair[]>;
  readonly articles: Call<null, readonly ArticleSummary[]>;
  readonly passagesOf: Call<{ readonly articleId: string }, readonly Passage[]>;
  readonly vectors: Call<{ readonly limit: number }, PassageMatrix | null>;
  /** Language centres of the vectors; null without vectors. */
  readonly centres: Call<null, readonly LanguageCentre[] | null>;
  readonly finish: Call<null, null>;
}

import type { BuildProgress, BuildReport } from '../../domain/index-store.ts';
import type {
  ExtractedDocument,
  Provenance,
  ShelfKey,
  ShelvedArticle,
} from '../../domain/documents.ts';
import type { Passage, RankedPassage } from '../../domain/passage.ts';
import type { GivenFile } from '../command.ts';
import type { KnowledgeSpace } from './knowledge.ts';

/** How long a proposal can be accepted. */
export const PROPOSAL_LIFETIME_MS = 900_000; // 15 minutes
/** Proposals that wait at once; beyond it the oldest of who has most goes. */
export const MAX_PROPOSALS = 50;
/** Proposals of one server that wait at once; its oldest goes first, and nobody else's. */
export const MAX_SERVER_PROPOSALS = 10;

/** An article somebody can see, without its text. */
export interface KnownArticle {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly url: string | null;
  readonly space: KnowledgeSpace;
  /** Null for the operator's own files. */
  readonly provenance: Provenance | null;
}

/** An article that was extracted and not yet taken. */
export interface ArticleProposal {
  /** Subject of its buttons. */
  readonly id: string;
  readonly document: ExtractedDocument;
  /** The article it would take the place of. */
  readonly replaces: ShelvedArticle | null;
}

/** Who adds what. */
export interface ProposeRequest {
  readonly key: ShelfKey;
  readonly userId: string;
  readonly from: { readonly file: GivenFile } | { readonly address: string };
  /** What the article is to be called; absent or empty: as the document calls itself. */
  readonly title?: string;
  readonly signal?: AbortSignal;
}

/** How to wait for the index after a change. */
export interface ChangeOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** An article that was taken, and what its indexing did. */
export interface TakenArticle {
  readonly article: ShelvedArticle;
  readonly outcome: 'added' | 'replaced';
  readonly report: BuildReport;
}

/** What moderators do with articles. A server sees the shared ones and its own, never another's. */
export interface ArticleDesk {
  /** By title. */
  list(key: ShelfKey): Promise<readonly KnownArticle[]>;
  /** Articles whose titles hold what was typed, best first, for autocomplete; never throws. */
  suggest(
    key: ShelfKey,
    typed: string,
    options: { readonly limit: number; readonly onlyOwn?: true },
  ): Promise<readonly Pick<KnownArticle, 'id' | 'title'>[]>;
  /** An article by id or exact title, with its passages in order; null when it is not to be seen from here. */
  show(
    key: ShelfKey,
    idOrTitle: string,
  ): Promise<{ readonly article: KnownArticle; readonly passages: readonly Passage[] } | null>;
  /** Passages with their scores, best first; no model but the embedder is asked. @throws AppError */
  search(
    key: ShelfKey,
    text: string,
    options: { readonly limit: number; readonly signal?: AbortSignal },
  ): Promise<readonly RankedPassage[]>;
  /**
   * Extracts an article and keeps it for `accept`. @throws AppError `document-*` | `address-*` |
   * `article-limit` | `cancelled`
   */
  propose(request: ProposeRequest): Promise<ArticleProposal>;
  /** Null when it is gone or was made in another server. */
  proposal(id: string, key: ShelfKey): ArticleProposal | null;
  /** Stores and indexes it; null when it is gone. @throws AppError of shelf and store */
  accept(
    id: string,
    who: { readonly key: ShelfKey; readonly userId: string },
    options?: ChangeOptions,
  ): Promise<TakenArticle | null>;
  /** Idempotent. */
  discard(id: string, key: ShelfKey): void;
  /**
   * Removes an added article, by id or exact title, and its passages. `shared`: it belongs to the operator's files and
   * stays; `aside`: the index without it waits for somebody to serve it. @throws AppError of shelf and store
   */
  remove(
    key: ShelfKey,
    idOrTitle: string,
    options?: ChangeOptions,
  ): Promise<'removed' | 'aside' | 'gone' | 'shared'>;
  /** Removes everything a server added. Idempotent. */
  forgetServer(guildId: string): Promise<void>;
}

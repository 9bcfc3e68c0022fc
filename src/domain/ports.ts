import type { AnswerEvent, AnswerReason, Turn } from './answer.ts';
import type { Language } from './language.ts';
import type { Passage, RankedPassage } from './passage.ts';

/** Wall clock and monotonic clock, in milliseconds. Passed in so that tests own the time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds, for durations only. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Makes unique ids: 12 characters of `[a-z0-9]`. */
export type NewId = () => string;

/** Structured log. Never pass a question's text or a secret. */
export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

// --- models -------------------------------------------------------------------------------------

/** What vectors of a generation depend on; two embedders are the same when `digest` is. */
export interface EmbedderInfo {
  readonly model: string;
  /** Digest of the weights and of the prefixes, from the server and the profile. */
  readonly digest: string;
  readonly dimensions: number;
  /** Longest input in the model's own tokens. */
  readonly maxTokens: number;
}

/**
 * Turns texts into unit vectors. Prefixes of the model's profile are added inside. A passage the
 * model cannot turn into one (see `isWithoutVector`) gets zeros: words alone find it.
 */
export interface Embedder {
  /**
   * Asks the server what the model is.
   * @throws AppError `model-unreachable` | `model-missing`
   */
  describe(signal?: AbortSignal): Promise<EmbedderInfo>;
  /** @throws AppError `model-unreachable` | `model-missing` | `model-timeout` | `model-failed` | `model-overloaded` | `model-resting` | `cancelled` */
  embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array>;
  /** Same order and length as `texts`; batches inside. Throws as `embedQuery`. */
  embedPassages(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/** `details.reason` of the `model-failed` for a question the model has no vector for. */
export const WITHOUT_VECTOR = 'without-vector';

/** Whether an embedder had no vector for a text. */
export function isWithoutVector(vector: Float32Array): boolean {
  return vector.every((value) => value === 0);
}

/** One message of a prompt. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** One call of the chat model. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** JSON schema the answer must follow; absent: free text. */
  readonly format?: Readonly<Record<string, unknown>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called once, after the last piece, when the stream ended by itself. */
  readonly onDone?: ((report: ChatReport) => void) | undefined;
}

/** In a model's stream: what came before it was no answer (thinking that nothing announced). */
export const DISCARD = '\u0018';

/** How one answer came to be. */
export interface ChatReport {
  /** Tokens of the prompt as the server counted them; null when it did not say. */
  readonly promptTokens: number | null;
  /** Milliseconds the server read the prompt, less what it had in its cache; null when unknown. */
  readonly promptMs: number | null;
  readonly answerTokens: number | null;
  /** Whether the answer ends because there was no room for more. */
  readonly truncated: boolean;
  /** Whether all the model wrote was thinking, so that nothing is left to show. Default false. */
  readonly onlyThought?: boolean | undefined;
  /** Whether the server had to leave out a part of the prompt. */
  readonly promptCut: boolean;
  /** Answer tokens a second, without load and prompt; null when unknown. */
  readonly tokensPerSecond: number | null;
  /** Milliseconds the server spent loading the model; a loaded one takes well under 1,000. */
  readonly loadMs: number | null;
}

/** Writes text. One call is one stream; aborting it closes its connection and no other. */
export interface ChatModel {
  readonly model: string;
  /** Of its weights, as they were last seen; null before. Absent: it does not tell. */
  readonly digest?: () => string | null;
  /** Context window the server is asked for, in tokens; prompt and answer share it. */
  readonly contextTokens: number;
  /** Most tokens one answer may have. */
  readonly maxAnswerTokens: number;
  /** @throws AppError `model-unreachable` | `model-missing` | `model-timeout` | `model-failed` | `model-overloaded` | `model-resting` | `cancelled` */
  stream(request: ChatRequest): AsyncIterable<string>;
}

/** Why the models do not answer, where that is known. Each has a sentence for the operator in `src/words`. */
export type ModelTrouble =
  | 'not-running'
  | 'host-unknown'
  | 'key-missing'
  | 'access-denied'
  | 'certificate-untrusted'
  | 'other-program'
  | 'memory-short'
  | 'silent'
  | 'slow';

interface WithTrouble {
  /** Of the last call that failed; absent when none did since, or nothing more is known. */
  readonly trouble?: ModelTrouble | undefined;
}

/** Whether questions can be answered by the models, and what is missing when not. */
export type ModelState =
  | ({ readonly status: 'ready' } & WithTrouble)
  | ({ readonly status: 'unreachable' } & WithTrouble)
  | { readonly status: 'chat-model-missing'; readonly model: string }
  | { readonly status: 'embedder-missing'; readonly model: string }
  | ({ readonly status: 'resting'; readonly retryInMs: number } & WithTrouble);

/** One of several model servers. */
export interface ModelServerState {
  /** Its address, without a secret. */
  readonly name: string;
  /** `differs`: its weights are others than those of most servers, so it is given no work. */
  readonly state: ModelState | { readonly status: 'differs' };
  /** Answers it is writing. */
  readonly running: number;
  /** Measured; null before its first answer. */
  readonly tokensPerSecond: number | null;
}

/** Health of the model server, cheap to ask: answers from the last check unless `refresh`. */
export interface ModelHealth {
  current(): ModelState;
  /** Asks the server (3 s for a sign of life) and remembers the outcome. Never throws but `cancelled`. */
  refresh(signal?: AbortSignal): Promise<ModelState>;
}

/** What runs the models: an Ollama server, or a process of the bot's own. */
export type ModelRuntimeName = 'ollama' | 'embedded';

/** One step of a model download. */
export interface PullProgress {
  readonly model: string;
  readonly status: string;
  /** Bytes; null while unknown. */
  readonly completedBytes: number | null;
  readonly totalBytes: number | null;
  /** Of the weights: SPDX id, or its name where there is none. Absent when nobody said. */
  readonly licence?: string | undefined;
}

// --- the index ----------------------------------------------------------------------------------

/** What to look for in a generation. */
export interface PassageQuery {
  /** Unit vector from the generation's own embedder; absent means keyword search only. */
  readonly embedding?: Float32Array | undefined;
  readonly text: string;
  /** Most candidates per list. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/** A passage found by either list, with the scores of both computed for it. */
export interface Candidate {
  readonly passage: Passage;
  /**
   * Cosine of the vectors after taking the mean of their language off both sides, so that passages
   * in the question's own language have no head start. Orders passages; null without a vector.
   */
  readonly dense: number | null;
  /** Plain cosine similarity of the two vectors; judges evidence. Null without a vector. */
  readonly similarity: number | null;
  /**
   * BM25 over the query's word groups divided by the best score any passage could reach; words that
   * the corpus lacks count in the divisor, so a query in another language scores near 0. In [0, 1].
   */
  readonly keyword: number;
}

/** What the keyword index understood of a query. */
export interface QueryWords {
  /** Distinct content words of the query (stop words removed). */
  readonly words: readonly string[];
  /** Those of `words` that no passage contains in any form. */
  readonly unknown: readonly string[];
}

/** A part of a text that is nearly what the corpus writes. */
export interface Respelling {
  /** Offsets of what was written, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** As the corpus writes it most. */
  readonly meant: string;
  /** Letters between the two: 0 where only spaces differ. */
  readonly slips: number;
}

/** How the corpus spells the words of a text. */
export interface Spellings {
  /** Folded words that no passage contains in any form. */
  readonly unknown: readonly string[];
  /** In order, none over another. */
  readonly respellings: readonly Respelling[];
}

/** What a generation found: two ranked lists over one set of candidates. */
export interface PassageMatches {
  /** Candidate ids by falling cosine; empty without an embedding. */
  readonly denseOrder: readonly string[];
  /** Candidate ids by falling BM25. */
  readonly keywordOrder: readonly string[];
  /** Union of both lists. */
  readonly candidates: readonly Candidate[];
  readonly query: QueryWords;
}

/** Where one embedder puts related and unrelated texts in this corpus; measured when it is built. */
export interface Calibration {
  /** Mean of the best plain cosine over probe questions that have nothing to do with the corpus. */
  readonly unrelated: number;
  /** Mean of the best plain cosine over the corpus's own headings asked as questions. */
  readonly related: number;
}

/** What a generation was made of; its manifest says the same. */
export interface GenerationInfo {
  readonly id: string;
  /** ISO timestamp. */
  readonly builtAt: string;
  readonly articles: number;
  readonly passages: number;
  /** Null for a generation without vectors (built while there was no embedder). */
  readonly embedder: EmbedderInfo | null;
  readonly calibration: Calibration | null;
  /** SHA-256 over all article ids and hashes, sorted. */
  readonly corpusHash: string;
}

/** Mean vector of one language's passages, which is taken off before vectors are compared. */
export interface LanguageCentre {
  /** BCP 47 primary tag; empty for the centre that all other languages share. */
  readonly language: string;
  readonly vector: Float32Array;
}

/** What the `dense` scores of a generation depend on; others can be opened on it, see `OpenOptions`. */
export interface ScoreScale {
  readonly generationId: string;
  /** A generation of another embedder cannot be put on it. */
  readonly embedder: EmbedderInfo;
  readonly centres: readonly LanguageCentre[];
}

/** Two names that texts weigh against each other. */
export interface ComparedPair {
  readonly names: readonly [string, string];
  /** Sentences and headings that do so. */
  readonly count: number;
}

/** One opened, verified, immutable generation. */
export interface PassageIndex {
  describe(): GenerationInfo;
  /** Null without vectors. @throws AppError `internal` */
  scale(): Promise<ScoreScale | null>;
  /** @throws AppError `cancelled` | `internal` */
  search(query: PassageQuery): Promise<PassageMatches>;
  /** Near spellings of what the corpus knows. @throws AppError `internal` */
  spellings(text: string): Promise<Spellings>;
  /** What its texts compare, most often first, found when it was built; empty where nothing was. */
  pairs(): Promise<readonly ComparedPair[]>;
  /** Titles of all articles, in id order. */
  articles(): Promise<readonly ArticleSummary[]>;
  /** All passages of an article in their order; empty when there is no such article. */
  passagesOf(articleId: string): Promise<readonly Passage[]>;
  /** Vectors of at most `limit` passages, spread evenly over all of them; null without vectors. */
  vectors(limit: number): Promise<PassageMatrix | null>;
  /** Frees memory; waits for searches under way. Idempotent. */
  close(): Promise<void>;
}

/** Vectors of passages, one a row. */
export interface PassageMatrix {
  /** Ids of the passages, in the order of the rows. */
  readonly ids: readonly string[];
  readonly dimensions: number;
  /** Language-centred unit vectors, row behind row. */
  readonly matrix: Float32Array;
}

/** An article without its text. */
export interface ArticleSummary {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly url: string | null;
}

// --- answering ----------------------------------------------------------------------------------

/** One retrieval from one generation. */
export interface RetrieveRequest {
  readonly question: string;
  readonly index: PassageIndex;
  /** Null: keyword search only. */
  readonly embedder: Embedder | null;
  /** Most passages to return. */
  readonly limit: number;
  /** Most passages of one article before its rest goes to the end of the list. */
  readonly perArticle: number;
  readonly signal?: AbortSignal | undefined;
}

/** The fused result of one retrieval. */
export interface Retrieval {
  /** Best first, at most `limit`. */
  readonly ranked: readonly RankedPassage[];
  /** Every candidate of both lists, best first: what evidence is judged on. */
  readonly considered: readonly RankedPassage[];
  readonly words: QueryWords;
  /** Null when no vector was compared. */
  readonly calibration: Calibration | null;
  /** Unit vector of the question; null when no vector was compared. */
  readonly embedding: Float32Array | null;
}

/** Searches both lists of a generation at once and fuses them. Throws what index and embedder throw. */
export type Retrieve = (request: RetrieveRequest) => Promise<Retrieval>;

/** One question on its way through the chain. */
export interface AnswerRequest {
  readonly id: string;
  /** Already validated. */
  readonly question: string;
  /** Language of the answer. */
  readonly language: Language;
  /** Oldest first. */
  readonly history: readonly Turn[];
  /** Answers from these, in this order, without a search. */
  readonly passages?: readonly RankedPassage[] | undefined;
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
  /** Null: passage mode for `reason`. */
  readonly chat: ChatModel | null;
  /** Ends without a terminal event where the model would have to write. Default false. */
  readonly isTrial?: boolean | undefined;
  readonly reason: AnswerReason | null;
  /** Aborting with the reason `STOPPED` keeps what was written; any other reason cancels. */
  readonly signal?: AbortSignal | undefined;
}

/** Retrieve, judge, prompt, generate, cite. Ends with exactly one terminal event (a trial may have none); never throws. */
export type AnswerQuestion = (request: AnswerRequest) => AsyncIterable<AnswerEvent>;

/** Abort reason of a user's Stop button. */
export const STOPPED = 'stopped';

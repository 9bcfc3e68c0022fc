import { toAppError, type AppError } from '../../domain/errors.ts';
import type { Passage } from '../../domain/passage.ts';
import type {
  ArticleSummary,
  Candidate,
  ComparedPair,
  GenerationInfo,
  PassageIndex,
  PassageMatches,
  PassageMatrix,
  PassageQuery,
  Respelling,
  ScoreScale,
  Spellings,
} from '../../domain/ports.ts';

/** What one index is made of. */
export interface MergedIndexParts {
  /** Its embedder and calibration hold for both. */
  readonly shared: PassageIndex;
  /** Opened on the scale of `shared`. Its articles take the place of shared ones of the same id. */
  readonly own: PassageIndex;
  /** Told of a fault of `own`, which is then left out. */
  readonly onFault: (error: AppError) => void;
}

/**
 * The shared generation and a server's own as one. Both are asked with the same query; vectors of
 * `own` count only where the same embedder made them. Closing is up to whoever opened the two.
 */
export class MergedIndex implements PassageIndex {
  readonly #parts: MergedIndexParts;
  readonly #info: GenerationInfo;

  constructor(parts: MergedIndexParts) {
    this.#parts = parts;
    this.#info = mergedInfo(parts.shared.describe(), parts.own.describe());
  }

  describe(): GenerationInfo {
    return this.#info;
  }

  /** That of the shared one, which both are on. */
  scale(): Promise<ScoreScale | null> {
    return this.#parts.shared.scale();
  }

  async search(query: PassageQuery): Promise<PassageMatches> {
    const { shared } = this.#parts;
    const [common, own, ownIds] = await Promise.all([
      shared.search(query),
      this.#own((index) => index.search(this.#asOwn(query)), null),
      this.#own(articleIds, NO_IDS),
    ]);
    return own === null ? common : mergeMatches(withoutArticles(common, ownIds), own);
  }

  /** What neither knows is unknown, and only that is spelt otherwise. */
  async spellings(text: string): Promise<Spellings> {
    const [common, own] = await Promise.all([
      this.#parts.shared.spellings(text),
      this.#own((index) => index.spellings(text), null),
    ]);
    return own === null ? common : mergeSpellings(text, common, own);
  }

  /** Those of both; the own ones first, which are few. */
  async pairs(): Promise<readonly ComparedPair[]> {
    const [common, own] = await Promise.all([
      this.#parts.shared.pairs(),
      this.#own((index) => index.pairs(), []),
    ]);
    return [...own, ...common];
  }

  async articles(): Promise<readonly ArticleSummary[]> {
    const [common, own] = await Promise.all([
      this.#parts.shared.articles(),
      this.#own((index) => index.articles(), []),
    ]);
    const ids = new Set(own.map(({ id }) => id));
    const all = [...common.filter(({ id }) => !ids.has(id)), ...own];
    return all.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async passagesOf(articleId: string): Promise<readonly Passage[]> {
    const own = await this.#own((index) => index.passagesOf(articleId), []);
    return own.length > 0 ? own : this.#parts.shared.passagesOf(articleId);
  }

  /** Those of both where the same embedder made them, without what the own ones stand in the place of. */
  async vectors(limit: number): Promise<PassageMatrix | null> {
    const common = await this.#parts.shared.vectors(limit);
    const own = await this.#own((index) => index.vectors(limit), null);
    if (common === null || own === null || own.dimensions !== common.dimensions) return common;
    return joinMatrices(common, own, await this.#own(articleIds, NO_IDS));
  }

  /** Does nothing: both belong to their leases. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #asOwn({ embedding, ...query }: PassageQuery): PassageQuery {
    const { shared, own } = this.#parts;
    const digest = own.describe().embedder?.digest;
    const isSame = digest !== undefined && digest === shared.describe().embedder?.digest;
    return embedding === undefined || !isSame ? query : { ...query, embedding };
  }

  /** A fault of the small index never breaks an answer. */
  async #own<T>(ask: (index: PassageIndex) => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await ask(this.#parts.own);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'cancelled') throw error;
      this.#parts.onFault(error);
      return otherwise;
    }
  }
}

function mergeSpellings(text: string, one: Spellings, other: Spellings): Spellings {
  const unknown = one.unknown.filter((word) => other.unknown.includes(word));
  const nearest = [...one.respellings, ...other.respellings].sort((a, b) => a.slips - b.slips);
  const respellings: Respelling[] = [];
  for (const found of nearest) {
    const isFree = respellings.every(({ start, end }) => end <= found.start || start >= found.end);
    const written = text.slice(found.start, found.end).toLowerCase();
    if (isFree && unknown.some((word) => written.includes(word))) respellings.push(found);
  }
  return { unknown, respellings: respellings.sort((a, b) => a.start - b.start) };
}

const NO_IDS: ReadonlySet<string> = new Set();
/** An opened generation does not change: its articles are asked for once, whoever searches it. */
const knownIds = new WeakMap<PassageIndex, ReadonlySet<string>>();

async function articleIds(index: PassageIndex): Promise<ReadonlySet<string>> {
  const ids = knownIds.get(index) ?? new Set((await index.articles()).map(({ id }) => id));
  knownIds.set(index, ids);
  return ids;
}

/** Rows of both, without those of shared articles that own ones stand in the place of. */
function joinMatrices(
  common: PassageMatrix,
  own: PassageMatrix,
  ownIds: ReadonlySet<string>,
): PassageMatrix {
  const { dimensions } = common;
  const isShared = (id: string): boolean => !ownIds.has(id.slice(0, id.lastIndexOf('#')));
  const kept = [...common.ids.keys()].filter((row) => isShared(common.ids[row] ?? ''));
  const matrix = new Float32Array((kept.length + own.ids.length) * dimensions);
  for (const [at, row] of kept.entries()) {
    matrix.set(common.matrix.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
  }
  matrix.set(own.matrix, kept.length * dimensions);
  const ids = [...kept.map((row) => common.ids[row] ?? ''), ...own.ids];
  return { ids, dimensions, matrix };
}

function mergedInfo(shared: GenerationInfo, own: GenerationInfo): GenerationInfo {
  return {
    id: `${shared.id}+${own.id}`,
    builtAt: shared.builtAt > own.builtAt ? shared.builtAt : own.builtAt,
    articles: shared.articles + own.articles,
    passages: shared.passages + own.passages,
    embedder: shared.embedder,
    calibration: shared.calibration,
    corpusHash: `${shared.corpusHash}+${own.corpusHash}`,
  };
}

function withoutArticles(matches: PassageMatches, ids: ReadonlySet<string>): PassageMatches {
  const gone = new Set(
    matches.candidates.filter(({ passage }) => ids.has(passage.articleId)).map(idOf),
  );
  if (gone.size === 0) return matches;
  return {
    ...matches,
    denseOrder: matches.denseOrder.filter((id) => !gone.has(id)),
    keywordOrder: matches.keywordOrder.filter((id) => !gone.has(id)),
    candidates: matches.candidates.filter((candidate) => !gone.has(idOf(candidate))),
  };
}

function mergeMatches(shared: PassageMatches, own: PassageMatches): PassageMatches {
  const candidates = [...shared.candidates, ...own.candidates];
  const byId = new Map(candidates.map((candidate) => [idOf(candidate), candidate]));
  const dense = (id: string): number => byId.get(id)?.dense ?? Number.NEGATIVE_INFINITY;
  const keyword = (id: string): number => byId.get(id)?.keyword ?? 0;
  return {
    denseOrder: mergeOrders(shared.denseOrder, own.denseOrder, dense),
    keywordOrder: mergeOrders(shared.keywordOrder, own.keywordOrder, keyword),
    candidates,
    query: mergeWords(shared.query, own.query),
  };
}

/** A word is unknown when neither corpus has it. */
function mergeWords(
  shared: PassageMatches['query'],
  own: PassageMatches['query'],
): PassageMatches['query'] {
  const words = [...new Set([...shared.words, ...own.words])];
  const lacks = ({ words: all, unknown }: PassageMatches['query'], word: string): boolean =>
    unknown.includes(word) || !all.includes(word);
  return { words, unknown: words.filter((word) => lacks(shared, word) && lacks(own, word)) };
}

/** Two ranked lists as one: the better head comes next, so each list keeps its own order. */
function mergeOrders(
  one: readonly string[],
  other: readonly string[],
  scoreOf: (id: string) => number,
): string[] {
  const merged: string[] = [];
  let [at, beside] = [0, 0];
  for (;;) {
    const [first, second] = [one[at], other[beside]];
    if (first === undefined && second === undefined) return merged;
    const takesFirst =
      second === undefined || (first !== undefined && scoreOf(first) >= scoreOf(second));
    if (takesFirst && first !== undefined) {
      merged.push(first);
      at += 1;
    } else if (second !== undefined) {
      merged.push(second);
      beside += 1;
    }
  }
}

function idOf(candidate: Candidate): string {
  return candidate.passage.id;
}

import type { Passage, RankedPassage } from '../../src/domain/passage.ts';
import type {
  ArticleSummary,
  ComparedPair,
  GenerationInfo,
  LanguageCentre,
  PassageIndex,
  PassageMatches,
  PassageMatrix,
  PassageQuery,
  ScoreScale,
  Spellings,
} from '../../src/domain/ports.ts';

export const GENERATION: GenerationInfo = {
  id: 'generation-1',
  builtAt: '2026-11-24T10:00:00.000Z',
  articles: 3,
  passages: 3,
  embedder: { model: 'fake', digest: 'digest-1', dimensions: 2, maxTokens: 512 },
  calibration: { unrelated: 0.7, related: 0.9 },
  corpusHash: 'corpus-1',
};

/** An index that finds the given passages for every query and records what it was asked. */
export class FakeIndex implements PassageIndex {
  readonly queries: PassageQuery[] = [];
  closed = 0;
  centres: readonly LanguageCentre[] = [{ language: '', vector: new Float32Array(2) }];
  unknown: readonly string[] = [];
  compared: readonly ComparedPair[] = [];
  readonly #passages: readonly RankedPassage[];
  readonly #info: GenerationInfo;

  constructor(passages: readonly RankedPassage[], info: Partial<GenerationInfo> = {}) {
    this.#passages = passages;
    this.#info = { ...GENERATION, ...info };
  }

  describe(): GenerationInfo {
    return this.#info;
  }

  scale(): Promise<ScoreScale | null> {
    const { id, embedder } = this.#info;
    return Promise.resolve(embedder && { generationId: id, embedder, centres: this.centres });
  }

  search(query: PassageQuery): Promise<PassageMatches> {
    this.queries.push(query);
    const hasVector = query.embedding !== undefined;
    const found = this.#passages.slice(0, query.limit);
    const ids = found.map(({ passage }) => passage.id);
    return Promise.resolve({
      denseOrder: hasVector ? ids : [],
      keywordOrder: ids,
      candidates: found.map(({ passage, scores }) => ({
        passage,
        dense: hasVector ? scores.dense : null,
        similarity: hasVector ? scores.similarity : null,
        keyword: scores.keyword,
      })),
      query: { words: query.text.split(' '), unknown: this.unknown },
    });
  }

  spellings(): Promise<Spellings> {
    return Promise.resolve({ unknown: this.unknown, respellings: [] });
  }

  pairs(): Promise<readonly ComparedPair[]> {
    return Promise.resolve(this.compared);
  }

  articles(): Promise<readonly ArticleSummary[]> {
    const byId = new Map(this.#passages.map(({ passage }) => [passage.articleId, passage]));
    const all = [...byId].map(([id, { title, language, url }]) => ({ id, title, language, url }));
    return Promise.resolve(all.sort((a, b) => (a.id < b.id ? -1 : 1)));
  }

  passagesOf(articleId: string): Promise<readonly Passage[]> {
    const all = this.#passages.map(({ passage }) => passage);
    return Promise.resolve(all.filter((passage) => passage.articleId === articleId));
  }

  vectors(limit: number): Promise<PassageMatrix | null> {
    const ids = this.#passages.slice(0, limit).map(({ passage }) => passage.id);
    const dimensions = this.#info.embedder?.dimensions ?? 0;
    if (dimensions === 0) return Promise.resolve(null);
    return Promise.resolve({ ids, dimensions, matrix: new Float32Array(ids.length * dimensions) });
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

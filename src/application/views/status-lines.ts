import type { ModelRuntimeName, ModelState } from '../../domain/ports.ts';
import type { StatusReport } from '../services.ts';

/** The sentences about the state of the bot; `src/words` has them. */
export interface StatusLineWords {
  model(state: ModelState, chatModel: string): string;
  runtime(name: ModelRuntimeName, isStandIn: boolean): string;
  index(articles: number, passages: number, id: string, vectors: boolean): string;
  readonly noIndex: string;
  readonly indexWaits: string;
  building(done: number, total: number): string;
  queue(waiting: number, running: number, tokensPerSecond: number | null): string;
  reading(tokensPerSecond: number | null, promptTokens: number): string;
}

/** Models, index and queue in words, one line each. */
export function statusLines(report: StatusReport, words: StatusLineWords): string[] {
  const { model, chatModel, runtime, knowledge, queue, reading } = report;
  const { generation, building, waiting } = knowledge;
  return [
    words.model(model, chatModel),
    words.runtime(runtime.name, runtime.isStandIn),
    generation === null
      ? words.noIndex
      : words.index(
          generation.articles,
          generation.passages,
          generation.id,
          generation.embedder !== null,
        ),
    ...(building === null ? [] : [words.building(building.done, building.total)]),
    ...(waiting === null ? [] : [words.indexWaits]),
    words.reading(reading.tokensPerSecond, reading.promptTokens),
    words.queue(queue.waiting, queue.running, queue.tokensPerSecond),
  ];
}

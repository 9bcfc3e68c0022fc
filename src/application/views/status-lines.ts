import type { ModelRuntimeName, ModelServerState, ModelState } from '../../domain/ports.ts';
import type { StatusFinding, StatusReport } from '../services.ts';

/** The sentences about the state of the bot; `src/words` has them. */
export interface StatusLineWords {
  model(state: ModelState, chatModel: string): string;
  runtime(name: ModelRuntimeName, isStandIn: boolean): string;
  /** `n` counted from 1. */
  server(n: number, state: ModelServerState): string;
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
    ...report.servers.map((server, at) => words.server(at + 1, server)),
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

/** The sentences about what is wrong; `src/words` has them. */
export interface FindingWords {
  readonly findingsTitle: string;
  readonly finding: Readonly<Record<StatusFinding['area'], string>>;
  /** `channels`: as they are mentioned. */
  channelsLack(channels: readonly string[], more: number): string;
  readonly findingsMore: string;
}

/** Channels that are named; the others are counted. */
const MAX_NAMED_CHANNELS = 5;

/** What was found. */
export interface StatusFindings {
  readonly brief: readonly StatusFinding[];
  /** Ids of channels in which a permission is missing. */
  readonly channels: readonly string[];
}

/** As a text names a channel. */
export const channelMention = (id: string): string => `<#${id}>`;

/** What is wrong, for whoever looks after a server; none where nothing is. */
export function findingLines(found: StatusFindings, words: FindingWords): string[] {
  const areas = [...new Set(found.brief.map(({ area }) => area))];
  const named = found.channels.slice(0, MAX_NAMED_CHANNELS).map(channelMention);
  const lines = [
    ...areas.map((area) => words.finding[area]),
    ...(named.length === 0
      ? []
      : [words.channelsLack(named, found.channels.length - named.length)]),
  ];
  if (lines.length === 0) return [];
  const more = areas.length === 0 ? [] : [words.findingsMore];
  return ['', `**${words.findingsTitle}**`, ...lines.map((line) => `- ${line}`), ...more];
}

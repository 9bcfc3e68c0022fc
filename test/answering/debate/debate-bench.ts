import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDebateChain } from '../../../src/answering/debate/debate-chain.ts';
import { retrieve } from '../../../src/answering/retrieve.ts';
import type { Debate, DebateEvent, DebateTask } from '../../../src/domain/debate.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { ChatModel, ChatRequest, Embedder, PassageIndex } from '../../../src/domain/ports.ts';
import { createIndexStore } from '../../../src/indexing/index-store.ts';
import { newId } from '../../../src/observability/new-id.ts';
import { debateWordsFor } from '../../../src/words/debate-words.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../model/recording-logger.ts';

export interface OpenCorpus {
  readonly index: PassageIndex;
  close(): Promise<void>;
}

/** Indexes a folder of articles for a test; without an embedder by keyword only. */
export async function openCorpus(
  folder: string,
  corpus: string | Readonly<Record<string, string>>,
  embedder?: Embedder,
): Promise<OpenCorpus> {
  let knowledgeDir = join(folder, 'articles');
  if (typeof corpus === 'string') knowledgeDir = corpus;
  else {
    await mkdir(knowledgeDir, { recursive: true });
    for (const [name, text] of Object.entries(corpus)) {
      await writeFile(join(knowledgeDir, name), text);
    }
  }
  const store = createIndexStore({
    knowledgeDir,
    dataDir: join(folder, 'data'),
    logger: new RecordingLogger(),
    clock: new ManualClock(),
    newId,
  });
  await store.build(embedder === undefined ? {} : { embedder });
  const index = await store.openCurrent();
  if (index === null) throw new Error('nothing was built');
  return {
    index,
    close: async () => {
      await index.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An article as Markdown. */
export function article(title: string, body: string, language = 'en'): string {
  return `---\ntitle: "${title}"\nlanguage: ${language}\n---\n\n${body}\n`;
}

export type Side = 'A' | 'B' | 'both' | 'neither' | 'unclear';

/** A chat model that sorts every line by itself, as it is told to, and records every request. */
export class SortingChat implements ChatModel {
  readonly model = 'fake-chat';
  readonly contextTokens = 4_096;
  readonly maxAnswerTokens = 512;
  readonly requests: ChatRequest[] = [];
  /** Called with the number of each request before it is answered, e.g. to abort. */
  before: (at: number) => void = () => undefined;
  /** What it sums a side up in, by the request; by default nothing that stands. */
  sumsUp: (user: string) => string = () => 'Pigs can fly to the moon and back [1].';
  readonly #sort: (line: string, sides: readonly [string, string]) => Side | AppError;

  constructor(sort: (line: string, sides: readonly [string, string]) => Side | AppError) {
    this.#sort = sort;
  }

  async *stream(request: ChatRequest): AsyncGenerator<string> {
    this.before(this.requests.push(request) - 1);
    await Promise.resolve();
    if (request.signal?.aborted === true) throw new AppError('cancelled', 'aborted');
    const [system = '', user = ''] = request.messages.map(({ content }) => content);
    if (request.format === undefined) {
      yield this.sumsUp(user);
      return;
    }
    const [, a = '', b = ''] = /^A debate: (.+) or (.+)\? Sort/u.exec(system) ?? [];
    const sorted: Side[] = [];
    for (const line of user.split('\n')) {
      const side = this.#sort(line, [a, b]);
      if (side instanceof AppError) throw side;
      sorted.push(side);
    }
    yield JSON.stringify(sorted);
  }
}

export async function debateEvents(
  index: PassageIndex,
  task: Partial<DebateTask> = {},
  clock = new ManualClock(),
): Promise<DebateEvent[]> {
  const hold = createDebateChain({
    retrieve,
    clock,
    code: '1.0.0',
    words: {
      position: (language, side) => debateWordsFor(language).position(side.name, side.voices),
    },
  });
  const events: DebateEvent[] = [];
  for await (const event of hold({
    id: 'debate-1',
    topic: 'Atlas or Zephyr',
    isTopicGiven: false,
    sideA: 'Atlas',
    sideB: 'Zephyr',
    language: 'en',
    index,
    embedder: null,
    chat: null,
    reason: null,
    ...task,
  })) {
    events.push(event);
  }
  return events;
}

/** The finished debate. @throws the fault it ends with */
export async function debateOf(
  index: PassageIndex,
  task: Partial<DebateTask> = {},
  clock = new ManualClock(),
): Promise<Debate> {
  const last = (await debateEvents(index, task, clock)).at(-1);
  if (last?.type === 'debate-error') throw last.error;
  if (last === undefined || !('debate' in last)) throw new Error('The debate has no end.');
  return last.debate;
}

/** Voices for two sides, and one article on both. */
export const ENGINE_ARTICLES = {
  'atlas.md': article(
    'Voices for Atlas',
    `## Voices for Atlas

Anna Berg, an analyst at Norda, said Atlas made engines cheap for 4,000 workshops.

Carl Dorn, head of research at Vista, called Atlas the first engine that runs everywhere.`,
  ),
  'zephyr.md': article(
    'Voices for Zephyr',
    `## Voices for Zephyr

Eva Falk, founder of Mole, argued that Zephyr is quiet and needs no oil.

Gero Hahn, director of Lumen, praised Zephyr because it lasts for 30 years.`,
  ),
  'both.md': article(
    'Atlas or Zephyr compared',
    'Both Atlas and Zephyr need clean fuel, and supporters of both agree on that point entirely.',
  ),
};

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDebateChain } from '../../src/answering/debate/debate-chain.ts';
import { retrieve } from '../../src/answering/retrieve.ts';
import type { Debate, DebateEvent, DebateTask } from '../../src/domain/debate.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { ChatModel, ChatRequest, Embedder, PassageIndex } from '../../src/domain/ports.ts';
import { createIndexStore } from '../../src/indexing/index-store.ts';
import { newId } from '../../src/observability/new-id.ts';
import { debateWordsFor } from '../../src/words/debate-words.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { RecordingLogger } from '../model/recording-logger.ts';

const SHIPPED = new URL('../../knowledge', import.meta.url).pathname;

/** Shipped articles that hold one debate and were there when replies were recorded; others come and go. */
const RECORDED = [
  'ai-safety-summit-and-regulation',
  'das-llama-leck',
  'datenschutz-und-eigener-betrieb',
  'derivatives-of-llama',
  'economics-of-open-models',
  'fine-tuning-explained',
  'glossar-offene-ki',
  'llama-2-and-its-licence',
  'llama-oder-chatgpt',
  'meta-and-open-research',
  'openai-and-the-turn-from-openness',
  'rag-antworten-aus-eigenen-dokumenten',
  'reading-benchmarks',
  'sprachmodelle-zu-hause',
  'stimmen-der-debatte',
  'zeitleiste-2023',
];

/** Their texts by file name, for `openCorpus`. */
export async function recordedCorpus(): Promise<Record<string, string>> {
  const files = RECORDED.map((id) => `${id}.md`);
  const texts = await Promise.all(files.map((file) => readFile(join(SHIPPED, file), 'utf8')));
  return Object.fromEntries(files.map((file, at) => [file, texts[at] ?? '']));
}

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

export type Reply = string | AppError;

/**
 * A chat model that is told what to say by the prompt: which side it is, which people may be named,
 * what the passages say. Records every request.
 */
export class DebateChat implements ChatModel {
  readonly model = 'fake-chat';
  readonly contextTokens = 4_096;
  readonly maxAnswerTokens = 512;
  readonly requests: ChatRequest[] = [];
  /** Called with each request before it is answered, e.g. to abort. */
  before: (at: number) => void = () => undefined;
  readonly #reply: (prompt: DebatePrompt, at: number) => Reply;

  constructor(reply: (prompt: DebatePrompt, at: number) => Reply = faithful) {
    this.#reply = reply;
  }

  async *stream(request: ChatRequest): AsyncGenerator<string> {
    const at = this.requests.push(request) - 1;
    this.before(at);
    if (request.signal?.aborted === true) throw new AppError('cancelled', 'aborted');
    const reply = this.#reply(readPrompt(request), at);
    if (reply instanceof AppError) throw reply;
    yield reply.slice(0, 5);
    yield reply.slice(5);
  }
}

export interface DebatePrompt {
  readonly kind: 'side' | 'shared';
  readonly people: readonly string[];
  /** Text of each passage, in order. */
  readonly passages: readonly string[];
  readonly task: string;
}

function readPrompt({ messages, format }: ChatRequest): DebatePrompt {
  const system = messages[0]?.content ?? '';
  const passages = system.split(/\n\n(?=\[\d+\] \()/u).slice(1);
  const task = messages.find(({ role }) => role === 'user')?.content ?? '';
  const text = JSON.stringify(format);
  const people = /"who":\{"type":"string","enum":(\[.*?\])/u.exec(text)?.[1] ?? '[]';
  const names = (JSON.parse(people) as string[]).filter((name) => name !== '');
  return { kind: text.includes('"who"') ? 'side' : 'shared', people: names, passages, task };
}

/** Says of everybody what the first passage that names them says, and nothing shared. */
export function faithful({ kind, people, passages }: DebatePrompt): string {
  if (kind === 'shared') return JSON.stringify({ common: [], open: [] });
  const points = people.flatMap((who) => {
    const last = who.split(' ').at(-1) ?? who;
    const at = passages.findIndex((text) => text.split('\n').slice(1).join(' ').includes(last));
    const body = passages[at]?.split('\n').slice(1).join(' ') ?? '';
    const claim = body.split(/(?<=[.!?])\s+/u).find((sentence) => sentence.includes(last));
    return claim === undefined ? [] : [{ who, passage: at + 1, kind: 'argument', claim }];
  });
  return JSON.stringify({ position: '', points: points.slice(0, 5) });
}

export async function debateEvents(
  index: PassageIndex,
  task: Partial<DebateTask> = {},
): Promise<DebateEvent[]> {
  const hold = createDebateChain({
    retrieve,
    clock: new ManualClock(),
    words: {
      position: (language, side) => debateWordsFor(language).position(side.name, side.voices),
    },
  });
  const events: DebateEvent[] = [];
  for await (const event of hold({
    id: 'debate-1',
    topic: 'the AI story of 2023',
    searchTopics: ['die KI-Geschichte des Jahres 2023', 'the AI story of 2023'],
    sideA: 'Llama',
    sideB: 'ChatGPT',
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
): Promise<Debate> {
  const last = (await debateEvents(index, task)).at(-1);
  if (last?.type === 'debate-error') throw last.error;
  if (last === undefined || !('debate' in last)) throw new Error('The debate has no end.');
  return last.debate;
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoneQuestion } from '../../src/application/asking/ask-question.ts';
import type { AnsweringOptions } from '../../src/answering/chain-parts.ts';
import { compose, type Cria } from '../../src/compose.ts';
import type { Keeping, KeepingParts } from '../../src/compose-keeping.ts';
import { parseConfig, type Config } from '../../src/config.ts';
import type { Answer, AnswerEvent } from '../../src/domain/answer.ts';
import type { BuildReport } from '../../src/domain/index-store.ts';
import { prepare } from '../../src/entry/prepare.ts';
import type { Runtime } from '../../src/entry/runtime.ts';
import { newId } from '../../src/observability/new-id.ts';
import { createPostgresKeeping } from '../../src/postgres/postgres-keeping.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import {
  startOllamaServer,
  type OllamaServer,
  type RecordedRequest,
} from '../fakes/ollama-server.ts';
import { startPostgres, type PostgresServer } from '../fakes/postgres-server.ts';
import { RecordingLogger } from '../model/recording-logger.ts';

/** Words of the fake's vectors hardly ever meet in one place at this length. */
const DIMENSIONS = 256;
/** Turns of the event loop in which nothing happens before the time moves on, and by how much. */
const QUIET_TURNS = 50;
const STEP_MS = 500;
export const CHAT_MODEL = 'llama3.2';
export const EMBED_MODEL = 'bge-m3';

/** Three small articles, two German and one English. */
export const ARTICLES: Readonly<Record<string, string>> = {
  'das-leck.md': `---
title: Das Llama-Leck
language: de
url: https://articles.example/leck
---
Meta gab Llama im Februar 2023 an ausgewählte Forschende heraus.

## Wo die Gewichte auftauchten

Kurz darauf sickerten die Gewichte von Llama auf 4chan durch. Ein Torrent machte die Runde.

## Folgen des Lecks

Mehr als 7.000 Ableger erschienen auf Hugging Face. Zwei Senatoren schrieben einen Brief an Meta.
`,
  'llama-2.md': `---
title: Llama 2 and its licence
language: en
---
Llama 2 came out on 18 July 2023 together with Microsoft.

## Limits of the licence

Companies with more than 700 million monthly users must ask Meta for a licence.

## Training data

Llama 2 was trained on two trillion tokens of public text.
`,
  'zu-hause.md': `---
title: Sprachmodelle zu Hause
language: de
---
Wer ein Sprachmodell auf dem eigenen Rechner betreibt, behält seine Daten.

## Speicherbedarf und Quantisierung

Ein Modell mit 13 Milliarden Parametern braucht bei vier Bit etwa 8 GB Arbeitsspeicher.

## Werkzeuge

Ollama lädt Modelle herunter und startet sie mit einem Befehl.
`,
};

/** For journeys about delivery: whatever the model says, to whatever question. */
export const ANY_TEXT: Partial<AnsweringOptions> = { without: ['claim-check', 'gate'] };

/** The question whose answer stands in `das-leck.md`, and what a model makes of it. */
export const LEAK_QUESTION = 'Wo sickerten die Gewichte von Llama durch?';
export const LEAK_ANSWER = 'Die Gewichte von Llama sickerten auf 4chan durch [1].';

export interface BenchOptions {
  readonly articles?: Readonly<Record<string, string | Uint8Array>>;
  /** Installed on the fake; default both. */
  readonly models?: readonly string[];
  /** Fake servers of both models, used as one. Default 1. */
  readonly servers?: number;
  /** Whether the fake listens at the start. Default true. */
  readonly isUp?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Journeys of delivery let any text of the model through. */
  readonly answering?: Partial<AnsweringOptions>;
  /** Whether everything is kept in PostgreSQL. Default: where `CRIA_TEST_STORE` says so. */
  readonly inPostgres?: boolean;
  /** Keeps everything instead of the data folder and PostgreSQL. */
  readonly keep?: (parts: KeepingParts) => Keeping;
}

/** The whole bot over a fake Ollama, with time standing still and folders of its own. */
export class CriaBench {
  readonly server: OllamaServer;
  /** Servers beside it, which end with the bench. */
  others: readonly OllamaServer[] = [];
  readonly clock: ManualClock;
  readonly logger = new RecordingLogger();
  readonly folder: string;
  /** Ends with the bench; null where the data folder keeps everything. */
  postgres: PostgresServer | null = null;
  /** What was written to standard error. */
  stderr = '';
  cria: Cria;
  readonly #answering: Partial<AnsweringOptions>;
  readonly #env: Readonly<Record<string, string>>;
  readonly #keep: BenchOptions['keep'];
  readonly #watching = new AbortController();
  readonly #background: Promise<void>[] = [];
  readonly #watched = new Set<RecordedRequest>();
  readonly #closed = new Set<RecordedRequest>();

  constructor(
    server: OllamaServer,
    folder: string,
    { env = {}, answering = {}, keep }: Pick<BenchOptions, 'env' | 'answering' | 'keep'>,
    clock = new ManualClock(),
  ) {
    this.#keep = keep;
    this.#answering = answering;
    this.server = server;
    this.clock = clock;
    this.folder = folder;
    this.#env = env;
    this.cria = this.#compose();
  }

  get servers(): readonly OllamaServer[] {
    return [this.server, ...this.others];
  }

  get knowledgeDir(): string {
    return join(this.folder, 'articles');
  }

  get dataDir(): string {
    return join(this.folder, 'data');
  }

  /** Variables that make a process of its own use the same folders and server. */
  get env(): Readonly<Record<string, string>> {
    return {
      KNOWLEDGE_DIR: this.knowledgeDir,
      DATA_DIR: this.dataDir,
      OLLAMA_HOST: this.server.url,
      CHAT_MODEL,
      EMBED_MODEL,
      VERBATIM: 'off',
      ...this.#env,
    };
  }

  /** As every way of starting does before the first question. */
  prepare(options: { readonly mayPull?: boolean } = {}): Promise<BuildReport | null> {
    return prepare(this.runtime(), { mayPull: options.mayPull ?? false });
  }

  runtime(): Runtime {
    const collected = new PassThrough();
    collected.on('data', (chunk) => (this.stderr += String(chunk)));
    const stream = collected as unknown as NodeJS.WriteStream;
    return {
      config: parseConfig(this.env),
      cria: this.cria,
      clock: this.clock,
      newId,
      logger: this.logger,
      signal: this.#watching.signal,
      stdout: stream,
      stderr: stream,
      stdin: stream as unknown as NodeJS.ReadStream,
      hasDisplay: false,
    };
  }

  async events(question: string, input: Partial<LoneQuestion> = {}): Promise<AnswerEvent[]> {
    const events: AnswerEvent[] = [];
    const asked = { question, fallbackLanguage: 'en', guildId: null, ...input } as const;
    for await (const event of this.cria.services.askQuestion(asked)) events.push(event);
    return events;
  }

  /** @throws the fault an answer ends with */
  async ask(question: string, input: Partial<LoneQuestion> = {}): Promise<Answer> {
    const last = (await this.events(question, input)).at(-1);
    if (last?.type === 'answer-error') throw last.error;
    if (last === undefined || !('answer' in last)) throw new Error('The answer has no end.');
    return last.answer;
  }

  /** Looks after the models in the background until the end of the test. */
  watch(): void {
    this.#background.push(this.cria.watch(this.#watching.signal));
  }

  /**
   * Lets everything run until something is so; the time moves on in small steps whenever nothing
   * happens, never while the server is answering.
   */
  async until(isSo: () => boolean): Promise<void> {
    let quietTurns = 0;
    while (!isSo()) {
      await nextTurn();
      quietTurns = this.#isServing() ? 0 : quietTurns + 1;
      if (quietTurns % QUIET_TURNS === QUIET_TURNS - 1) await this.clock.advance(STEP_MS);
    }
  }

  /** What a promise comes to, with the time moving as in `until`. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const end = (): void => void (isSettled = true);
    promise.then(end, end);
    await this.until(() => isSettled);
    return promise;
  }

  /** Ends the bot and builds it anew over the same folders, as a new process would. */
  async restart(): Promise<void> {
    await this.cria.close();
    this.cria = this.#compose();
  }

  /** A new process over the same articles and another data folder, on the same clock. */
  over(dataDir: string): CriaBench {
    const { server, folder, clock } = this;
    const env = { ...this.#env, DATA_DIR: dataDir };
    const next = new CriaBench(server, folder, { env }, clock);
    next.postgres = this.postgres;
    next.others = this.others;
    return next;
  }

  /** Whether a request has arrived that is not closed yet. */
  #isServing(): boolean {
    for (const request of this.servers.flatMap(({ requests }) => requests)) {
      if (this.#watched.has(request)) continue;
      this.#watched.add(request);
      void request.closed.then(() => this.#closed.add(request));
    }
    return this.#closed.size < this.#watched.size;
  }

  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.knowledgeDir, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }

  async end(): Promise<void> {
    this.#watching.abort();
    await Promise.all(this.#background);
    await this.cria.close();
    await Promise.all(this.servers.map((server) => server.close()));
    await this.postgres?.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  #compose(): Cria {
    const { clock, logger } = this;
    const answering = this.#answering;
    const config = parseConfig(this.env);
    const keeping = this.#keep?.({ config, clock, logger }) ?? this.#inPostgres(config);
    return compose({
      ...{ config, clock, newId, logger, answering },
      ...(keeping === null ? {} : { keeping }),
    });
  }

  #inPostgres({ databaseUrl: url, dataDir }: Config): Keeping | null {
    const { clock, logger } = this;
    // Set together with STORE.
    return url === null ? null : createPostgresKeeping({ url, dataDir, clock, logger });
  }
}

async function startServers(
  count: number,
  models: readonly string[],
): Promise<[OllamaServer, ...OllamaServer[]]> {
  const start = (): Promise<OllamaServer> => startOllamaServer({ models, dimensions: DIMENSIONS });
  const first = await start();
  return [first, ...(await Promise.all(Array.from({ length: count - 1 }, start)))];
}

/** Starts a bench and its fake; nothing is indexed before `prepare`. End it in `afterEach`. */
export async function startBench(options: BenchOptions = {}): Promise<CriaBench> {
  const models = options.models ?? [CHAT_MODEL, EMBED_MODEL];
  const [server, ...others] = await startServers(options.servers ?? 1, models);
  const hosts = [server, ...others].map(({ url }) => url).join(',');
  const folder = await mkdtemp(join(tmpdir(), 'cria-journey-'));
  const inPostgres =
    options.keep === undefined &&
    (options.inPostgres ?? process.env['CRIA_TEST_STORE'] === 'postgres');
  const postgres = inPostgres ? await startPostgres() : null;
  const keeping = postgres === null ? {} : { STORE: 'postgres', DATABASE_URL: postgres.url };
  const bench = new CriaBench(server, folder, {
    ...options,
    env: { ...keeping, OLLAMA_HOST: hosts, ...options.env },
  });
  bench.others = others;
  bench.postgres = postgres;
  await mkdir(bench.knowledgeDir, { recursive: true });
  await bench.write(options.articles ?? ARTICLES);
  if (options.isUp === false) await server.setDown(true);
  return bench;
}

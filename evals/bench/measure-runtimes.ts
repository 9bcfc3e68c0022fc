import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { composeModels } from '../../src/compose-models.ts';
import { parseConfig, type Config } from '../../src/config.ts';
import { toAppError } from '../../src/domain/errors.ts';
import type { ChatReport } from '../../src/domain/ports.ts';
import { ModelInUse } from '../../src/model/embedded/models-in-use.ts';
import type { ModelRole } from '../../src/model/embedded/weights/catalogue.ts';
import { createWeightsShelf } from '../../src/model/embedded/weights/weights-shelf.ts';
import type { ModelRuntime } from '../../src/model/model-runtime.ts';
import { askOllama } from '../../src/model/ollama/ollama-client.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import { createRandom, seedFrom } from './random.ts';
import {
  residentBytes,
  runtimesTable,
  servedWeights,
  type ListedProcess,
  type RuntimeFound,
  type RuntimeRound,
  type ServedWeights,
} from './runtimes-table.ts';
import { watchEventLoop } from './watch-event-loop.ts';

const ANSWER_TOKENS = 48;
/** About 400 tokens: most of the words are one. */
const PROMPT_WORDS = 330;
const TEXTS = 64;
const TEXT_WORDS = 20;
const SENTENCE_WORDS = 11;
const LIST_TIMEOUT_MS = 10_000;
const ROLES: readonly ModelRole[] = ['chat', 'embed'];
const WORDS =
  'the of and to in is that for it was on with as be by at from this have an they which one her all there would their we him been has when who will more no out do so can what up said about other into than its only time new some could these two may first then any work now such like our over man even most made after also did many before must years through back where much your way well down should because each just people how too little state good very make world still see own men day get here between both life being under three never know same last another while us off might great go come since against right take'.split(
    ' ',
  );

interface Candidate {
  readonly models: ModelRuntime;
  readonly rounds: RuntimeRound[];
  missing: string | null;
}

type Served = Readonly<Record<ModelRole, ServedWeights | null>>;

/** The embedded models against those of an Ollama server, with the same weights, in turn. */
export async function measureRuntimes(run: BenchRun): Promise<PartResult> {
  const config = { ...parseConfig(run.environment), maxAnswerTokens: ANSWER_TOKENS };
  const [chat, embed] = await Promise.all(ROLES.map((role) => served(run, config, role)));
  const weights: Served = { chat: chat ?? null, embed: embed ?? null };
  const own = await withFiles(config, weights);
  const embedded = candidate(run, { ...own, modelRuntime: 'embedded' });
  const ollama = candidate(run, { ...config, modelRuntime: 'ollama' });
  try {
    await start(run, ollama, () => Promise.resolve());
    await start(run, embedded, async (models) => {
      await models.ensureModels(run.signal, ({ model, status }) =>
        run.say(`runtimes: ${model} ${status}`),
      );
    });
    const there = [embedded, ollama].filter(({ missing }) => missing === null);
    for (let round = 0; round < run.scale.runtimeRounds; round += 1) {
      for (const one of there) {
        one.rounds.push(await measureRound(run, one.models, round));
        run.say(`runtimes: ${one.models.name}, round ${round + 1}`);
      }
    }
    const processes = await listProcesses();
    const found = (
      { rounds, missing }: Candidate,
      isMeant: (process: ListedProcess) => boolean,
    ): RuntimeFound => ({ rounds, missing, memoryBytes: residentBytes(processes, isMeant) });
    const results = {
      models: `${config.chatModel} and ${config.embedModel}`,
      isSameWeights: there.length < 2 ? null : await isSame(run, own, weights),
      embedded: found(embedded, isChild),
      ollama: found(ollama, ({ command }) => ROLES.some((role) => holds(command, weights[role]))),
    };
    return { table: runtimesTable(results), numbers: { ...results, weights } };
  } finally {
    await Promise.all([embedded, ollama].map(({ models }) => models.close()));
  }
}

function candidate({ clock, logger, environment }: BenchRun, config: Config): Candidate {
  const models = composeModels({ config, clock, logger, environment });
  return { models, rounds: [], missing: null };
}

/** Loads both models, so that no round does. */
async function start(
  run: BenchRun,
  candidate: Candidate,
  prepare: (models: ModelRuntime) => Promise<void>,
): Promise<void> {
  const { models } = candidate;
  run.say(`runtimes: ${models.name} starts`);
  try {
    await prepare(models);
    await models.chat.warmUp(run.signal);
    await models.embedder.describe(run.signal);
  } catch (thrown) {
    run.signal.throwIfAborted();
    candidate.missing = toAppError(thrown).message;
  }
}

async function measureRound(
  run: BenchRun,
  models: ModelRuntime,
  round: number,
): Promise<RuntimeRound> {
  const { clock, signal } = run;
  const prompt = `${prose(round, PROMPT_WORDS)}\n\nWrite a long story about all of this.`;
  const texts = Array.from({ length: TEXTS }, (_, n) => prose(seedFrom(round, n), TEXT_WORDS));
  let firstWordMs = Number.NaN;
  let report: ChatReport | null = null;
  let embedMs = Number.NaN;
  const delay = await watchEventLoop(async () => {
    const startedMs = clock.elapsed();
    const messages = [{ role: 'user' as const, content: prompt }];
    const onDone = (told: ChatReport): void => void (report = told);
    for await (const piece of models.chat.stream({ messages, signal, onDone })) {
      if (piece !== '' && Number.isNaN(firstWordMs)) firstWordMs = clock.elapsed() - startedMs;
    }
    const beganMs = clock.elapsed();
    await models.embedder.embedPassages(texts, signal);
    embedMs = clock.elapsed() - beganMs;
  });
  const { promptTokens, promptMs, tokensPerSecond } = (report as ChatReport | null) ?? {};
  return {
    promptTokens: promptTokens ?? Number.NaN,
    firstWordMs,
    reading: ((promptTokens ?? Number.NaN) * 1_000) / (promptMs ?? Number.NaN),
    writing: tokensPerSecond ?? Number.NaN,
    embedding: (TEXTS * 1_000) / embedMs,
    longestBlockMs: delay.longestOwnMs,
  };
}

/** Sentences of common words, others for each seed. */
function prose(seed: number, words: number): string {
  const random = createRandom(seed);
  return Array.from({ length: words }, (_, n) => {
    const word = WORDS[random.below(WORDS.length)] ?? '';
    return n % SENTENCE_WORDS === SENTENCE_WORDS - 1 ? `${word}.` : word;
  }).join(' ');
}

/** What the server runs for a role; null where it does not say. */
async function served(
  { clock, signal }: BenchRun,
  { ollamaServers: [server], chatModel, embedModel }: Config,
  role: ModelRole,
): Promise<ServedWeights | null> {
  const model = role === 'chat' ? chatModel : embedModel;
  if (server === undefined) return null;
  const target = { host: server.host, model, authorization: server.authorization ?? undefined };
  const asking = { target, clock, signal, timeoutMs: LIST_TIMEOUT_MS };
  const told = await askOllama(asking, (client) => client.show({ model })).catch(() => null);
  return told === null ? null : servedWeights(told.modelfile);
}

/** The embedded models run the very files of the server, unless others are named or it is elsewhere. */
async function withFiles(config: Config, weights: Served): Promise<Config> {
  const readable = async (role: ModelRole): Promise<string | null> => {
    const path = weights[role]?.path ?? '';
    return access(path, constants.R_OK).then(
      () => path,
      () => null,
    );
  };
  const { chatModel, embedModel, embedded } = config;
  const chatFile = embedded.chatFile ?? (await readable('chat'));
  const embedFile = embedded.embedFile ?? (await readable('embed'));
  return { ...config, embedded: { ...embedded, chatModel, embedModel, chatFile, embedFile } };
}

async function isSame(run: BenchRun, { embedded }: Config, weights: Served): Promise<boolean> {
  const folder = join(embedded.cacheDir, 'weights');
  const shelf = createWeightsShelf({ ...run, folder, hub: embedded.hub });
  const choices = {
    chat: { model: embedded.chatModel, file: embedded.chatFile },
    embed: { model: embedded.embedModel, file: embedded.embedFile },
  };
  for (const role of ROLES) {
    const model = new ModelInUse({ role, choice: choices[role], shelf, memoryBytes: 0 });
    if ((await model.find())?.sha256 !== weights[role]?.sha256) return false;
  }
  return true;
}

/** The embedded models' own process. */
const isChild = ({ parent, command }: ListedProcess): boolean =>
  parent === process.pid && command.includes('model-child');

const holds = (command: string, weights: ServedWeights | null): boolean =>
  weights !== null && command.includes(weights.sha256);

/** Nothing where there is no `ps`. */
async function listProcesses(): Promise<string> {
  const listing = promisify(execFile)('ps', ['-axwwo', 'ppid=,rss=,args=']);
  return listing.then(({ stdout }) => stdout).catch(() => '');
}

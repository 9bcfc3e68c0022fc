import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compose, type Cria } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { CommandCall } from '../../src/application/command.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import { PACED, PACED_MODELS, startPacedServer, type PacedServer } from './paced-server.ts';
import { percentile } from './percentiles.ts';
import { aimText, duration, figure } from './table.ts';

/** Servers of each round; the first is what the others are compared with. */
const ROUNDS = [1, 2, 4] as const;
/** Least share of what as many servers would do if none waited for another. */
const MIN_LINEAR = 0.9;
/** Questions under way for each server: one that is answered, two that wait. */
const ASKERS_A_SERVER = 3;
const MONTHS = ['January', 'March', 'May', 'July', 'August', 'October', 'December'] as const;
const SYLLABLES = 'bal den fir gok kum lap mez nid pos rul sab tof'.split(' ');
const NAME_SYLLABLES = 4;
/** Prime, so that names do not repeat; large, so that neighbours are unlike. */
const NAME_STEP = 7_919;
/** A Discord user's id; each asker's is its own. */
const FIRST_USER = 100_000_000_000_000_000n;

interface Round {
  readonly servers: number;
  readonly questions: number;
  readonly perMinute: number;
  /** Of the same share of questions for each server. */
  readonly ofLinear: number;
  /** Mean share of the time in which a server wrote or read. */
  readonly busy: number;
  readonly firstWordMs: number;
  readonly answerMs: number;
}

/** Questions a minute through the whole bot, desk and queue included, over 1, 2 and 4 servers. */
export async function measureServers(run: BenchRun): Promise<PartResult> {
  const knowledgeDir = await run.makeFolder('servers/articles');
  const most = Math.max(...ROUNDS) * run.scale.questionsAServer;
  for (let n = 0; n < most; n += 1) {
    await writeFile(join(knowledgeDir, `release-${n}.md`), articleOf(n));
  }
  const rounds: Round[] = [];
  for (const servers of ROUNDS) {
    const round = await measureRound(run, { servers, knowledgeDir, single: rounds[0] });
    run.say(`servers: ${servers}, ${figure(round.perMinute)} questions a minute`);
    rounds.push(round);
  }
  return { table: tableOf(rounds), numbers: { pace: PACED, rounds } };
}

interface RoundPlan {
  readonly servers: number;
  readonly knowledgeDir: string;
  /** The round with one server; absent in that one. */
  readonly single: Round | undefined;
}

async function measureRound(run: BenchRun, plan: RoundPlan): Promise<Round> {
  const servers: PacedServer[] = [];
  for (let n = 0; n < plan.servers; n += 1) {
    servers.push(await startPacedServer(answerTo, run.clock));
  }
  const dataDir = await run.makeFolder(`servers/data-${plan.servers}`);
  const cria = composeOver(run, { servers, knowledgeDir: plan.knowledgeDir, dataDir });
  try {
    await cria.health.refresh(run.signal);
    await cria.knowledge.refresh({ signal: run.signal });
    return await measureQuestions(run, { cria, servers, single: plan.single });
  } finally {
    await cria.close();
    await Promise.all(servers.map((server) => server.close()));
  }
}

function composeOver(
  { clock, newId, logger }: BenchRun,
  over: { servers: readonly PacedServer[]; knowledgeDir: string; dataDir: string },
): Cria {
  const config = parseConfig({
    KNOWLEDGE_DIR: over.knowledgeDir,
    DATA_DIR: over.dataDir,
    OLLAMA_HOST: over.servers.map(({ url }) => url).join(','),
    MODEL_RUNTIME: 'ollama',
    CHAT_MODEL: PACED_MODELS.chat,
    EMBED_MODEL: PACED_MODELS.embed,
    GOLDEN_QUESTIONS: 'off',
    VERBATIM: 'off',
  });
  // Whether made-up names are worth an answer is not what is measured.
  return compose({ config, clock, newId, logger, answering: { without: ['gate'] } });
}

interface Answered {
  readonly firstWordMs: number;
  readonly answerMs: number;
}

async function measureQuestions(
  run: BenchRun,
  over: { cria: Cria; servers: readonly PacedServer[]; single: Round | undefined },
): Promise<Round> {
  const { cria, servers, single } = over;
  const questions = servers.length * run.scale.questionsAServer;
  const answered: Answered[] = [];
  // What is compiled and measured on the way counts for nobody.
  for (let n = 0; n < servers.length; n += 1) await ask(run, cria, n);
  const busyBeforeMs = servers.map((server) => server.busyMs());
  const startedMs = run.clock.elapsed();
  let next = servers.length;
  const asker = async (): Promise<void> => {
    for (let n = next++; n < questions; n = next++) answered.push(await ask(run, cria, n));
  };
  await Promise.all(Array.from({ length: servers.length * ASKERS_A_SERVER }, asker));
  const wallMs = run.clock.elapsed() - startedMs;
  const perMinute = (answered.length * 60_000) / wallMs;
  const busyMs = servers.map((server, n) => server.busyMs() - (busyBeforeMs[n] ?? 0));
  const median = (of: keyof Answered): number =>
    percentile(
      answered.map((one) => one[of]),
      0.5,
    );
  return {
    servers: servers.length,
    questions: answered.length,
    perMinute,
    ofLinear: perMinute / ((single?.perMinute ?? perMinute) * servers.length),
    busy: busyMs.reduce((sum, ms) => sum + ms, 0) / (wallMs * servers.length),
    firstWordMs: median('firstWordMs'),
    answerMs: median('answerMs'),
  };
}

/** One question through the desk. Throws where it is not answered by the model. */
async function ask(run: BenchRun, cria: Cria, n: number): Promise<Answered> {
  const startedMs = run.clock.elapsed();
  const { desk } = cria.services;
  const call = callOf(n);
  const admitted = await desk.admit(call);
  if (!admitted.ok) throw notAnswered(n, admitted.refusal.reason);
  const asked = await desk.answer({
    ...{ question: `When did ${nameOf(n)} come out?`, call, settings: admitted.settings },
    ...{ isPrivate: false, language: null, signal: run.signal, after: null, again: null },
  });
  if (!asked.ok) throw notAnswered(n, asked.refusal.reason);
  let firstWordMs = Number.NaN;
  for await (const event of asked.events) {
    const sinceMs = run.clock.elapsed() - startedMs;
    if (event.type === 'text-delta' && Number.isNaN(firstWordMs)) firstWordMs = sinceMs;
    if (event.type === 'answer-error') throw event.error;
    if (event.type === 'answer-abstain') throw notAnswered(n, 'declined');
    if (event.type !== 'answer-end') continue;
    if (event.answer.mode !== 'generated') throw notAnswered(n, event.answer.reason ?? 'no model');
    return { firstWordMs, answerMs: sinceMs };
  }
  throw notAnswered(n, 'no end');
}

function notAnswered(n: number, reason: string): AppError {
  return new AppError('internal', `Question ${n} of the bench was not answered: ${reason}.`);
}

function callOf(n: number): CommandCall {
  return {
    caller: { kind: 'member', id: `${FIRST_USER + BigInt(n)}`, roleIds: [], isModerator: false },
    surface: { way: 'interaction', buttons: true, privateReplies: true, storage: true },
    ...{ language: 'en', guildId: null, place: null, options: new Map(), files: new Map() },
  };
}

/** A word that no other article has, and none is like. */
function nameOf(n: number): string {
  let rest = ((n + 1) * NAME_STEP) % SYLLABLES.length ** NAME_SYLLABLES;
  let name = '';
  for (let at = 0; at < NAME_SYLLABLES; at += 1) {
    name += SYLLABLES[rest % SYLLABLES.length] ?? '';
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

function releaseOf(n: number): string {
  const month = MONTHS[n % MONTHS.length] ?? '';
  return `${nameOf(n)} came out on ${1 + (n % 28)} ${month} ${1990 + (n % 30)}`;
}

function articleOf(n: number): string {
  return [
    `# ${nameOf(n)}`,
    `${releaseOf(n)}, under a licence that lets everybody use its weights.`,
    '## Training',
    `It was trained on ${100 + n} billion words of public text in ${2 + (n % 40)} languages.`,
    '## Size',
    `The files of ${nameOf(n)} need ${3 + (n % 50)} GB of memory, and half as much at four bits.`,
  ].join('\n\n');
}

/** What the server writes: the sentence of the article that is asked for. */
function answerTo(message: string): string {
  const name = message.split(' ').find((word) => RELEASES.has(word)) ?? '';
  return `${RELEASES.get(name) ?? ''}, under a licence that lets everybody use its weights [1].`;
}

const RELEASES = new Map(Array.from({ length: 4_000 }, (_, n) => [nameOf(n), releaseOf(n)]));

function tableOf(rounds: readonly Round[]): PartResult['table'] {
  return {
    title: 'Questions a minute over several model servers',
    headers: ['servers', 'questions', 'a minute', 'of linear', 'aim', 'busy', 'answer p50'],
    rows: rounds.map((round) => [
      String(round.servers),
      figure(round.questions),
      figure(round.perMinute),
      figure(round.ofLinear),
      aimText({ text: `≥ ${MIN_LINEAR}`, isMet: round.ofLinear >= MIN_LINEAR }),
      `${figure(round.busy * 100)} %`,
      duration(round.answerMs),
    ]),
    notes: [
      `The whole bot from the desk on, over servers on loopback that read ${figure(1_000 / PACED.readMsPerChar)} characters and write ${figure(1_000 / PACED.tokenMs)} tokens a second, one answer of ${PACED.answerTokens} tokens at a time.`,
      `${ASKERS_A_SERVER} questions a server under way all the time, each of its own member; answer p50 is from asking to the end, with the wait.`,
      'Bot and servers share the cores of this machine.',
    ],
  };
}

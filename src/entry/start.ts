import pc from 'picocolors';
import { toAppError } from '../domain/errors.ts';
import type { DiscordSurface } from '../discord/client.ts';
import { startupWords } from '../words/startup-words.ts';
import { askOnce } from './ask-once.ts';
import { keepHeartbeat } from './heartbeat.ts';
import { hostsOf } from './hosts-of.ts';
import { lacksModels, prepare, pullMeanwhile } from './prepare.ts';
import { troubleWords } from '../words/trouble-words.ts';
import { wordsFor } from '../words/words.ts';
import type { Runtime } from './runtime.ts';

/**
 * `start`: Discord when a token is set, else the terminal session, else (no terminal) one
 * demonstration question.
 */
export async function start(runtime: Runtime): Promise<void> {
  const { config, stdin, stdout, stderr } = runtime;
  if (config.discordToken !== null) {
    const { serveDiscord } = await import('./serve-discord.ts');
    return serveDiscord(runtime, (surface, leaving) => getReady(runtime, surface, leaving));
  }
  const isTerminal = stdin.isTTY && stdout.isTTY;
  await prepare(runtime, { mayPull: !isTerminal });
  tellState(runtime);
  if (isTerminal) {
    await withCare(runtime, () => session(runtime));
  } else {
    const question = startupWords.demonstration[config.language];
    stderr.write(`${startupWords.noSurface}\n`);
    stdout.write(`${question}\n\n`);
    await askOnce(runtime, question, { json: false, language: null, batch: null });
  }
}

/** How often Discord is told what goes on; it takes five changes in 20 seconds. */
const PRESENCE_EVERY_MS = 5_000;

/**
 * Gets ready while Discord is served already, tells there how far it is, and looks after the models
 * until `leaving` aborts. Without any index keywords come first, within seconds.
 * @throws AppError when there is nothing to answer from at all
 */
async function getReady(
  { signal: ending, ...rest }: Runtime,
  { announce }: Pick<DiscordSurface, 'announce'>,
  leaving: AbortSignal,
): Promise<void> {
  const runtime = { ...rest, signal: AbortSignal.any([ending, leaving]) };
  const { cria, config, clock, signal } = runtime;
  const words = wordsFor(config.language).presence;
  const ready = new AbortController();
  const telling = (async () => {
    while (!ready.signal.aborted) {
      const { building } = cria.knowledge.state();
      announce(building === null ? words.models : words.indexing(building.done, building.total));
      await clock.sleep(PRESENCE_EVERY_MS, ready.signal).catch(() => undefined);
    }
    announce(null);
  })();
  try {
    await cria.knowledge.open();
    const isEmpty = cria.knowledge.state().generation === null;
    if (isEmpty) await cria.knowledge.refresh({ signal, onlyKeywords: true });
    // What is missing is downloaded while keywords answer: see `withCare`.
    await prepare(runtime, { mayPull: false });
    tellState(runtime);
  } finally {
    ready.abort();
    await telling;
  }
  await withCare(runtime, () => aborted(signal));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Runs a long-lived surface with the models looked after in the background. */
async function withCare(runtime: Runtime, serve: () => Promise<void>): Promise<void> {
  const { cria, signal, logger } = runtime;
  const over = new AbortController();
  const both = AbortSignal.any([over.signal, signal]);
  const pulling = lacksModels(runtime) ? pullMeanwhile(runtime, both) : Promise.resolve();
  const caring = cria.watch(both);
  const beating = keepHeartbeat({ ...runtime, dataDir: cria.dataDir }, both);
  if (cria.health.current().status === 'ready') {
    cria.warmUp(both).catch((thrown: unknown) => {
      logger.warn({ reason: toAppError(thrown).message }, 'Warming the model up failed.');
    });
  }
  try {
    await serve();
  } finally {
    over.abort();
    await Promise.all([pulling, caring, beating]);
  }
}

async function session(runtime: Runtime): Promise<void> {
  const { runTerminalSession } = await import('../terminal/terminal-session.ts');
  const { cria, config, stdin, stdout, newId, signal, logger } = runtime;
  await runTerminalSession({
    commands: cria.commands,
    services: cria.services,
    language: config.language,
    input: stdin,
    screen: stdout,
    style: pc,
    newId,
    signal,
    onError: ({ code, message }) => logger.error({ code, reason: message }, 'A command failed.'),
  });
}

function tellState({ cria, config, stderr }: Runtime): void {
  const { generation } = cria.knowledge.state();
  const state = cria.health.current();
  const { name, chatModel } = cria.runtime();
  const place = name === 'ollama' ? hostsOf(config) : startupWords.ownProcess;
  const model =
    state.status === 'ready'
      ? startupWords.model(chatModel, place)
      : startupWords.noModel(state.status, place);
  const trouble = 'trouble' in state ? troubleWords(config.language, state.trouble) : '';
  stderr.write(`${model}${trouble === '' ? '' : `.${trouble}`}\n`);
  if (generation === null) return;
  const { articles, passages, embedder } = generation;
  stderr.write(`${startupWords.index(articles, passages, embedder?.model ?? null)}\n`);
}

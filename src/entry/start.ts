import pc from 'picocolors';
import { EXPECTED_FAULTS, toAppError } from '../domain/errors.ts';
import type { DiscordSurface } from '../discord/client.ts';
import { startupWords } from '../words/startup-words.ts';
import type { ServedMetrics } from '../observability/metrics/serve-metrics.ts';
import type { ServedPage } from '../page/serve-page.ts';
import { askOnce } from './ask-once.ts';
import { keepHeartbeat } from './heartbeat.ts';
import { tellFindings, watchFindings } from './doctor/brief-checks.ts';
import { hostsOf } from './hosts-of.ts';
import { lacksModels, prepare, pullMeanwhile } from './prepare.ts';
import { Presence } from './presence.ts';
import { troubleWords } from '../words/trouble-words.ts';
import type { Runtime } from './runtime.ts';

/**
 * `start`: Discord when a token is set, with the page where a port is; else the page. `terminal`: a
 * session in the terminal instead or, where there is none, one demonstration question.
 */
export async function start(
  runtime: Runtime,
  { terminal }: { readonly terminal: boolean },
): Promise<void> {
  const { config } = runtime;
  watchFindings(runtime);
  const metrics = config.metrics.port === null ? null : await metricsOf(runtime);
  try {
    if (config.discordToken !== null) await serveBoth(runtime);
    else if (terminal) await inTerminal(runtime);
    else await onPage(runtime);
  } finally {
    await metrics?.close();
  }
}

async function metricsOf(runtime: Runtime): Promise<ServedMetrics> {
  const { showMetrics } = await import('./show-metrics.ts');
  return showMetrics(runtime);
}

async function serveBoth(runtime: Runtime): Promise<void> {
  const { serveDiscord } = await import('./serve-discord.ts');
  return serveDiscord(runtime, async (surface, leaving) => {
    const page = runtime.config.page.port === null ? null : await pageOf(runtime);
    try {
      await getReady(runtime, surface, leaving);
    } finally {
      await page?.close();
    }
  });
}

/** The page is there at once; it answers with keywords until everything else is. */
async function onPage(runtime: Runtime): Promise<void> {
  const page = await pageOf(runtime);
  try {
    const { openPage } = await import('./show-page.ts');
    openPage(page, runtime);
    await getReady(runtime, { announce: () => undefined }, runtime.signal);
  } finally {
    await page.close();
  }
}

async function pageOf(runtime: Runtime): Promise<ServedPage> {
  const { showPage } = await import('./show-page.ts');
  return showPage(runtime);
}

async function inTerminal(runtime: Runtime): Promise<void> {
  const { config, stdin, stdout, stderr } = runtime;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  await prepare(runtime, { mayPull: !isTerminal });
  tellState(runtime);
  await tellFindings(runtime);
  if (isTerminal) {
    await withCare(runtime, () => session(runtime));
  } else {
    const question = startupWords.demonstration[config.language];
    stderr.write(`${startupWords.noSurface}\n`);
    stdout.write(`${question}\n\n`);
    await askOnce(runtime, question, { json: false, language: null, batch: null });
  }
}

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
  const over = new AbortController();
  const runtime = { ...rest, signal: AbortSignal.any([ending, leaving]) };
  const { cria, signal } = runtime;
  const presence = new Presence(runtime, announce);
  const telling = presence.keep(AbortSignal.any([signal, over.signal]));
  try {
    await presence.during(async () => {
      await cria.knowledge.open();
      const isEmpty = cria.knowledge.state().generation === null;
      if (isEmpty) await cria.knowledge.refresh({ signal, onlyKeywords: true });
      // What is missing is downloaded while keywords answer: see `withCare`.
      await prepare(runtime, { mayPull: false });
    });
    tellState(runtime);
    await tellFindings(runtime);
    await withCare(runtime, () => aborted(signal), presence);
  } finally {
    over.abort();
    await telling;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Runs a long-lived surface with the models looked after in the background. */
async function withCare(
  runtime: Runtime,
  serve: () => Promise<void>,
  presence: Pick<Presence, 'during'> = { during: (work) => work() },
): Promise<void> {
  const { cria, signal, logger } = runtime;
  const over = new AbortController();
  const both = AbortSignal.any([over.signal, signal]);
  const pulling = lacksModels(runtime)
    ? presence.during(() => pullMeanwhile(runtime, both))
    : Promise.resolve();
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
    onError: ({ code, message }) => {
      const level = EXPECTED_FAULTS.has(code) ? 'info' : 'error';
      logger[level]({ code, reason: message }, 'A command failed.');
    },
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

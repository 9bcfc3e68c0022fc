import pc from 'picocolors';
import { toAppError } from '../domain/errors.ts';
import { startupWords } from '../words/startup-words.ts';
import { askOnce } from './ask-once.ts';
import { keepHeartbeat } from './heartbeat.ts';
import { lacksModels, prepare, pullMeanwhile } from './prepare.ts';
import { troubleWords } from '../words/trouble-words.ts';
import type { Runtime } from './runtime.ts';

/**
 * `start`: Discord when a token is set, else the terminal session, else (no terminal) one
 * demonstration question.
 */
export async function start(runtime: Runtime): Promise<void> {
  const { config, stdin, stdout, stderr } = runtime;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  await prepare(runtime, { mayPull: config.discordToken === null && !isTerminal });
  tellState(runtime);
  if (config.discordToken !== null) {
    const { serveDiscord } = await import('./serve-discord.ts');
    await withCare(runtime, () => serveDiscord(runtime));
  } else if (isTerminal) {
    await withCare(runtime, () => session(runtime));
  } else {
    const question = startupWords.demonstration[config.language];
    stderr.write(`${startupWords.noSurface}\n`);
    stdout.write(`${question}\n\n`);
    await askOnce(runtime, question, { json: false, language: null, batch: null });
  }
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
  const place = name === 'ollama' ? config.ollamaHost : startupWords.ownProcess;
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

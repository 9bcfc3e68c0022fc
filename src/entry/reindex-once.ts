import { createInterface } from 'node:readline/promises';
import pc from 'picocolors';
import type { ReplyView } from '../application/command.ts';
import { isWork } from '../application/reindexing/plan-work.ts';
import type {
  ReindexEnd,
  ReindexPreview,
  SpaceReport,
} from '../application/reindexing/reindex-desk.ts';
import { endView, previewView } from '../application/views/show-reindex.ts';
import { AppError } from '../domain/errors.ts';
import type { BuildReport } from '../domain/index-store.ts';
import { OPERATOR } from '../terminal/operator-call.ts';
import { renderView } from '../terminal/terminal-text.ts';
import { reindexWordsFor } from '../words/reindex-words.ts';
import { createProgressBar } from './progress-bar.ts';
import type { Runtime } from './runtime.ts';

export interface ReindexOnceOptions {
  /** `ask`: shows the preview and asks on a terminal; applies without one, so nothing ever waits. */
  readonly does: 'ask' | 'check' | 'apply' | 'roll-back' | 'serve-aside' | 'discard-aside';
  readonly json: boolean;
  /** Reads every article, also those that seem to be what they were. Default false. */
  readonly isFull?: boolean;
}

/** `kept-aside`: built, and not served before somebody says so. */
export type ReindexOutcome = 'done' | 'kept-aside';

/** The operator's own: the shared corpus. */
const REQUEST = { guildId: null, userId: OPERATOR.id } as const;

/** `reindex`: previews, applies or takes back a reindex of the shared corpus. @throws AppError of the desk */
export async function reindexOnce(
  runtime: Runtime,
  options: ReindexOnceOptions,
): Promise<ReindexOutcome> {
  const { cria, signal } = runtime;
  await cria.health.refresh(signal);
  await cria.knowledge.open();
  if (options.isFull === true) await cria.knowledge.forgetFiles();
  switch (options.does) {
    case 'check':
      await check(runtime, options.json);
      return 'done';
    case 'roll-back':
    case 'serve-aside':
    case 'discard-aside':
      await changeServed(runtime, options.does, options.json);
      return 'done';
    case 'ask':
      return (await isWanted(runtime, options.json)) ? apply(runtime, options.json) : 'done';
    case 'apply':
      return apply(runtime, options.json);
  }
}

async function check(runtime: Runtime, json: boolean): Promise<ReindexPreview> {
  const { cria, signal, stdout, stderr } = runtime;
  const preview = await cria.services.reindex.preview({ ...REQUEST, signal });
  cria.services.reindex.cancel(preview.id);
  const [shared] = preview.plans;
  const aside = shared?.aside?.id ?? null;
  if (json) {
    const { golden, estimatedMs } = preview;
    const previous = shared?.previous?.id ?? null;
    stdout.write(`${JSON.stringify({ ...shared?.plan, golden, estimatedMs, previous, aside })}\n`);
    return preview;
  }
  const words = wordsOf(runtime);
  show(runtime, previewView(preview, words));
  if (aside !== null) stderr.write(`${words.howToServe}\n`);
  return preview;
}

/** Asks only where somebody can answer, and only when there is something to do. */
async function isWanted(runtime: Runtime, json: boolean): Promise<boolean> {
  const { stdin, stderr, signal } = runtime;
  if (json || !stdin.isTTY || !stderr.isTTY) return true;
  const { plans } = await check(runtime, false);
  if (!plans.some(({ plan }) => isWork(plan))) return false;
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await lines.question(`\n${wordsOf(runtime).ask} `, { signal });
    const isYes = /^(?:y|yes|j|ja)$/iu.test(answer.trim());
    if (!isYes) stderr.write(`${wordsOf(runtime).cancelled}\n`);
    return isYes;
  } finally {
    lines.close();
  }
}

async function apply(runtime: Runtime, json: boolean): Promise<ReindexOutcome> {
  const { stdout, stderr } = runtime;
  const words = wordsOf(runtime);
  const end = await follow(runtime);
  const { reports } = end;
  if (json) stdout.write(`${JSON.stringify(await reportJson(runtime, reports))}\n`);
  else show(runtime, endView(end, words));
  if (reports.every(({ report }) => report.outcome === 'current')) return 'done';
  stderr.write(`${words.howToServe}\n`);
  return 'kept-aside';
}

/** The reindex goes on while nobody waits for it, so Ctrl+C has to end it. */
async function follow(runtime: Runtime): Promise<ReindexEnd> {
  const { cria, signal, stderr } = runtime;
  const words = wordsOf(runtime);
  const desk = cria.services.reindex;
  const bar = createProgressBar(stderr);
  const stop = (): void => void desk.stop(REQUEST.guildId);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const events = desk.apply(REQUEST);
    if (signal.aborted) stop(); // before there was anything to stop
    for await (const event of events) {
      if (event.type === 'error') throw event.error;
      if (event.type === 'end') return event;
      const { progress, passagesPerSecond } = event.at;
      const { phase, done, total } = progress;
      const rate = passagesPerSecond === null ? '' : words.rate(passagesPerSecond);
      bar.show(words.phase[phase], done, total, rate);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    bar.stop();
  }
  throw new AppError('internal', 'The reindex ended without a last event.');
}

/** The report of the shared corpus; where nothing was built, one that says so. */
async function reportJson(
  { cria, signal }: Runtime,
  reports: readonly SpaceReport[],
): Promise<BuildReport & Pick<SpaceReport, 'gate'>> {
  const [built] = reports;
  if (built !== undefined) return { ...built.report, gate: built.gate };
  const generation = cria.knowledge.state().generation;
  if (generation === null) {
    throw new AppError('index-missing', 'Nothing was built and there is no index.');
  }
  const { added, changed, removed, faults, wholeBuild, passagesReused } = await cria.knowledge.plan(
    {
      signal,
    },
  );
  const nothing = { passagesEmbedded: 0, passagesDropped: 0, durationMs: 0, gate: null };
  const plan = { added, changed, removed, faults, wholeBuild, passagesReused };
  return { generation, ...plan, ...nothing, outcome: 'current' };
}

async function changeServed(
  runtime: Runtime,
  does: 'roll-back' | 'serve-aside' | 'discard-aside',
  json: boolean,
): Promise<void> {
  const { reindex } = runtime.cria.services;
  const words = wordsOf(runtime);
  if (does === 'discard-aside') {
    const outcome = await reindex.discardAside('shared', null);
    if (!outcome.ok) throw new AppError('internal', words.notSwapped[outcome.reason]);
    tell(runtime, words.discarded, json ? { discarded: true } : null);
    return;
  }
  const isBack = does === 'roll-back';
  const outcome = isBack
    ? await reindex.rollBack('shared', null)
    : await reindex.serveAside('shared', null);
  if (!outcome.ok) throw new AppError('internal', words.notSwapped[outcome.reason]);
  const { generation } = outcome;
  const { id, articles, passages } = generation;
  const text = isBack
    ? words.rolledBack(id, articles, passages)
    : words.served(id, articles, passages);
  tell(runtime, text, json ? { generation } : null);
}

function tell(runtime: Runtime, text: string, json: object | null): void {
  if (json === null) show(runtime, { tone: 'notice', text, citations: [], buttons: [] });
  else runtime.stdout.write(`${JSON.stringify(json)}\n`);
}

function show({ stdout }: Runtime, view: ReplyView): void {
  stdout.write(`${renderView(view, '', pc)}\n`);
}

function wordsOf({ config }: Runtime): ReturnType<typeof reindexWordsFor> {
  return reindexWordsFor(config.language);
}

import type { BuildProgress, BuildReport, IndexStore } from '../../src/domain/index-store.ts';
import type { Embedder } from '../../src/domain/ports.ts';
import { createIndexStore } from '../../src/indexing/index-store.ts';
import type { BenchRun } from './bench-run.ts';

/** Folders of one corpus and its index. */
export interface BenchFolders {
  readonly knowledgeDir: string;
  readonly dataDir: string;
}

export async function makeFolders(run: BenchRun, name: string): Promise<BenchFolders> {
  return {
    knowledgeDir: await run.makeFolder(`${name}-articles`),
    dataDir: await run.makeFolder(`${name}-data`),
  };
}

export function openStore(run: BenchRun, folders: BenchFolders): IndexStore {
  const { logger, clock, newId } = run;
  return createIndexStore({ ...folders, logger, clock, newId });
}

/** A build with its wall time, phase by phase. */
export interface TimedBuild {
  readonly report: BuildReport;
  readonly wallMs: number;
  /** CPU time of the whole process. */
  readonly cpuMs: number;
  /** Milliseconds from the beginning of each phase to that of the next. */
  readonly phasesMs: Readonly<Record<string, number>>;
}

/** Progress is said at most this often. */
const SAY_EVERY_MS = 10_000;

export async function timedBuild(
  run: BenchRun,
  store: IndexStore,
  build: { readonly name: string; readonly embedder: Embedder },
): Promise<TimedBuild> {
  const { clock, signal, say } = run;
  const startedMs = clock.elapsed();
  const cpu = process.cpuUsage();
  const phasesMs: Record<string, number> = {};
  let phase = { name: 'starting', startedMs };
  let saidMs = startedMs;
  const enter = (name: string): void => {
    const nowMs = clock.elapsed();
    phasesMs[phase.name] = (phasesMs[phase.name] ?? 0) + nowMs - phase.startedMs;
    phase = { name, startedMs: nowMs };
  };
  const onProgress = (progress: BuildProgress): void => {
    if (progress.phase !== phase.name) enter(progress.phase);
    if (clock.elapsed() - saidMs < SAY_EVERY_MS) return;
    saidMs = clock.elapsed();
    say(`${build.name}: ${progress.phase} ${progress.done} of ${progress.total}`);
  };
  const report = await store.build({ embedder: build.embedder, signal, onProgress });
  enter('done');
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1_000;
  return { report, wallMs: clock.elapsed() - startedMs, cpuMs, phasesMs };
}

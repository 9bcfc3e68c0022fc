import { writeFile } from 'node:fs/promises';
import { setMaxListeners } from 'node:events';
import { cpus, loadavg, totalmem } from 'node:os';
import pc from 'picocolors';
import { toAppError } from '../../src/domain/errors.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { newId } from '../../src/observability/new-id.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { readFlags, type BenchFlags } from './bench-flags.ts';
import { BenchIndexes } from './bench-indexes.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import type { BenchPart } from './bench-scale.ts';
import { measureChange } from './measure-change.ts';
import { measureDamage } from './measure-damage.ts';
import { measureLoop } from './measure-loop.ts';
import { measureRetrieval } from './measure-retrieval.ts';
import { measureRuntimes } from './measure-runtimes.ts';
import { measureServers } from './measure-servers.ts';
import { measureStores } from './measure-stores.ts';
import { measureText } from './measure-text.ts';
import { renderTable } from './table.ts';
import { makeTempHome } from './temp-home.ts';

/** Exit code of a process ended by Ctrl+C. */
const EXIT_INTERRUPTED = 130;

const interrupted = new AbortController();
setMaxListeners(0, interrupted.signal); // many questions at once wait with it
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort());
}

/** The machine that the numbers are from. */
function machineFacts(): Readonly<Record<string, string>> {
  const [cpu] = cpus();
  return {
    node: `Node ${process.version}`,
    platform: `${process.platform} ${process.arch}`,
    cores: `${cpus().length} cores`,
    cpu: cpu?.model ?? 'unknown',
    memory: `${Math.round(totalmem() / 1e9)} GB`,
    load: `load ${(loadavg()[0] ?? 0).toFixed(1)} before`,
    at: new Date(systemClock.now()).toISOString(),
  };
}

async function measure(flags: BenchFlags): Promise<void> {
  const home = await makeTempHome();
  const startedMs = systemClock.elapsed();
  const run: BenchRun = {
    scale: flags.scale,
    databaseUrl: flags.databaseUrl,
    environment: process.env,
    signal: interrupted.signal,
    clock: systemClock,
    newId,
    logger: createLogger('silent'),
    say: (line) => {
      const seconds = Math.round((systemClock.elapsed() - startedMs) / 1_000);
      process.stderr.write(`${pc.dim(`${seconds} s`)} ${line}\n`);
    },
    makeFolder: (name) => home.makeFolder(name),
  };
  const indexes = new BenchIndexes(run);
  const parts: Readonly<Record<BenchPart, () => Promise<PartResult>>> = {
    change: () => measureChange(run),
    retrieval: () => measureRetrieval(run, indexes),
    loop: () => measureLoop(run, indexes),
    damage: () => measureDamage(run),
    text: () => measureText(run),
    servers: () => measureServers(run),
    runtimes: () => measureRuntimes(run),
    stores: () => measureStores(run, indexes),
  };
  const machine = machineFacts();
  const results: Partial<Record<BenchPart, PartResult['numbers']>> = {};
  try {
    console.log(`# Cria's index, measured\n\n${Object.values(machine).join(', ')}\n`);
    for (const part of flags.parts) {
      const { table, numbers } = await parts[part]();
      results[part] = numbers;
      console.log(`${renderTable(table)}\n`);
      if (flags.jsonFile !== null) {
        await writeFile(flags.jsonFile, `${JSON.stringify({ machine, ...results }, null, 1)}\n`);
      }
    }
  } finally {
    await home.remove();
  }
}

try {
  await measure(readFlags(process.argv.slice(2)));
} catch (thrown) {
  if (interrupted.signal.aborted) process.exitCode = EXIT_INTERRUPTED;
  else {
    process.stderr.write(`bench: ${toAppError(thrown).message}\n`);
    process.exitCode = 1;
  }
}

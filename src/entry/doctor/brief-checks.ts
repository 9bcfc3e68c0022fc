import type { StatusFinding } from '../../application/services.ts';
import { withoutControls } from '../../terminal/terminal-text.ts';
import { doctorWords } from '../../words/doctor-words.ts';
import type { Runtime } from '../runtime.ts';
import { checkServedIndex, checkWindow } from './check-knowledge.ts';
import { checkDataFolder } from './check-machine.ts';
import { checkMemory } from './check-memory.ts';
import { runCheck, type Check, type Finding } from './finding.ts';

type Running = Pick<Runtime, 'config' | 'cria' | 'clock' | 'signal'>;

/** What is looked at in passing: nothing is searched, and nobody but the model server is asked. */
function briefChecks(running: Running): readonly (readonly [StatusFinding['area'], Check])[] {
  return [
    ['disk', checkDataFolder(running.config.dataDir)],
    ['memory', checkMemory(running.cria.footprints)],
    ['window', checkWindow(running)],
    ['index', checkServedIndex(running)],
  ];
}

/** Prints what is wrong, a line each; nothing where nothing is. */
export async function tellFindings(running: Running & Pick<Runtime, 'stderr'>): Promise<void> {
  const found = await lookBriefly(running);
  for (const [, { severity, check, measured, mend }] of found) {
    const line = doctorWords.line(severity, check, { measured, mend });
    running.stderr.write(`${withoutControls(line)}\n`);
  }
}

/** From now on `/status` tells moderators of them. */
export function watchFindings(running: Running): void {
  running.cria.services.findings.brief = async () => {
    const found = await lookBriefly(running);
    return found.map(([area, { severity }]) => ({
      area,
      severity: severity === 'error' ? 'error' : 'warning',
    }));
  };
}

async function lookBriefly(
  running: Running,
): Promise<readonly (readonly [StatusFinding['area'], Finding])[]> {
  const found = await Promise.all(
    briefChecks(running).map(async ([area, check]) =>
      (await runCheck(check, running)).map((finding) => [area, finding] as const),
    ),
  );
  return found.flat().filter(([, { severity }]) => severity === 'warning' || severity === 'error');
}

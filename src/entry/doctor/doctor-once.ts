import pc from 'picocolors';
import type { Clock } from '../../domain/ports.ts';
import { withoutControls } from '../../terminal/terminal-text.ts';
import { doctorWords } from '../../words/doctor-words.ts';
import type { Runtime } from '../runtime.ts';
import { checkDiscord } from './check-discord.ts';
import { checkGolden } from './check-golden.ts';
import { checkIndex, checkModels, checkWindow } from './check-knowledge.ts';
import { checkDataFolder, checkNativePackages, checkNode, checkServing } from './check-machine.ts';
import { checkMemory } from './check-memory.ts';
import { runCheck, type Check, type Finding, type Severity } from './finding.ts';

/** Exit code by the worst of what was found. */
const EXIT: Readonly<Record<Severity, number>> = { ok: 0, note: 0, warning: 1, error: 2 };

const COLOUR: Readonly<Record<Severity, (text: string) => string>> = {
  ok: pc.green,
  note: pc.cyan,
  warning: pc.yellow,
  error: pc.red,
};

export interface DoctorOptions {
  readonly json: boolean;
}

type Examined = Pick<Runtime, 'clock' | 'signal' | 'stdout'>;

/** `doctor`: looks at everything Cria needs, tells what it found, and changes nothing. Resolves with the exit code. */
export async function doctorOnce(
  runtime: Pick<Runtime, 'config' | 'cria'> & Examined,
  options: DoctorOptions,
): Promise<number> {
  const { config } = runtime;
  return examine(
    [
      checkConfiguration(null),
      checkNode(process.versions.node),
      checkNativePackages,
      checkDataFolder(config.dataDir),
      checkServing(config.dataDir),
      checkModels(runtime),
      checkMemory(runtime.cria.footprints),
      checkWindow(runtime),
      checkIndex(runtime),
      checkGolden(runtime),
      checkDiscord(runtime),
    ],
    runtime,
    options,
  );
}

/** The same where Cria cannot be started, because of its configuration or its data folder. */
export function doctorWithout(
  fault: string,
  parts: { readonly clock: Clock } & Examined,
  options: DoctorOptions,
): Promise<number> {
  const checks = [checkConfiguration(fault), checkNode(process.versions.node), checkNativePackages];
  return examine([...checks, checkMemory(() => Promise.resolve([]))], parts, options);
}

function checkConfiguration(fault: string | null): Check {
  return {
    name: 'configuration',
    run: () =>
      Promise.resolve([
        fault === null
          ? ['ok', doctorWords.configuration()]
          : ['error', doctorWords.configurationFault(fault)],
      ]),
  };
}

async function examine(
  checks: readonly Check[],
  { clock, signal, stdout }: Examined,
  { json }: DoctorOptions,
): Promise<number> {
  const findings: Finding[] = [];
  const worst = (): number => Math.max(0, ...findings.map(({ severity }) => EXIT[severity]));
  if (!json) stdout.write(`${pc.bold(doctorWords.title)}\n\n`);
  for (const check of checks) {
    const found = await runCheck(check, { clock, signal });
    findings.push(...found);
    if (!json) for (const finding of found) stdout.write(asText(finding));
  }
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  if (json) stdout.write(`${JSON.stringify({ exitCode: worst(), findings })}\n`);
  else stdout.write(`\n${doctorWords.sum(count('error'), count('warning'))}\n`);
  return worst();
}

function asText({ check, severity, measured, expected, mend }: Finding): string {
  const mark = COLOUR[severity](doctorWords.severity[severity].padEnd(MARK_CHARS));
  const head = `${mark} ${check.padEnd(NAME_CHARS)} ${withoutControls(measured)}\n`;
  if (severity === 'ok') return head;
  const below = [
    doctorWords.expected(expected),
    ...(mend === null ? [] : [doctorWords.mend(mend)]),
  ];
  const indent = ' '.repeat(MARK_CHARS + NAME_CHARS + 2);
  return head + below.map((line) => `${indent}${pc.dim(withoutControls(line))}\n`).join('');
}

const MARK_CHARS = 7;
const NAME_CHARS = 15;

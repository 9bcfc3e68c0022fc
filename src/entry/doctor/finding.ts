import { toAppError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/ports.ts';
import { startTimeLimit } from '../../domain/time-limit.ts';
import { doctorWords } from '../../words/doctor-words.ts';
import type { FindingText } from '../../words/finding-text.ts';

export type Severity = 'ok' | 'note' | 'warning' | 'error';

/** What one check found. */
export interface Finding extends FindingText {
  readonly check: string;
  readonly severity: Severity;
}

/** One thing that is looked at. One more is one file, and its line in `doctor-once.ts`. */
export interface Check {
  readonly name: string;
  /** What throws becomes a finding; it ends soon after the signal aborts. */
  run(signal: AbortSignal): Promise<readonly Judged[]>;
}

export type Judged = readonly [severity: Severity, text: FindingText];

/** Longest time one check may take, in milliseconds. */
export const CHECK_LIMIT_MS = 15_000;

/** Runs a check; never throws, whatever it meets. */
export async function runCheck(
  check: Check,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Finding[]> {
  const late = new Error('late');
  const limit = startTimeLimit({ clock, ms: CHECK_LIMIT_MS, signal, late: () => late });
  const as = ([severity, text]: Judged): Finding => ({ check: check.name, severity, ...text });
  try {
    const aborted = new Promise<never>((_, reject) => {
      limit.signal.addEventListener('abort', () => reject(late), { once: true });
    });
    return (await Promise.race([check.run(limit.signal), aborted])).map(as);
  } catch (thrown) {
    if (limit.signal.aborted) return [as(['error', doctorWords.late(CHECK_LIMIT_MS / 1_000)])];
    return [as(['error', doctorWords.broken(toAppError(thrown).message)])];
  } finally {
    limit.end();
  }
}

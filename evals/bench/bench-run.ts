import type { Clock, Logger, NewId } from '../../src/domain/ports.ts';
import type { BenchScale } from './bench-scale.ts';
import type { BenchTable } from './table.ts';

/** What every part of a run is given. */
export interface BenchRun {
  readonly scale: BenchScale;
  /** Of a PostgreSQL to compare with; null without one. */
  readonly databaseUrl: string | null;
  /** Settings of the models, and what their programs are started with. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly newId: NewId;
  /** For what the index warns of; the run's own progress goes to `say`. */
  readonly logger: Logger;
  /** One line of progress on standard error. */
  readonly say: (line: string) => void;
  /** Makes an empty folder below the run's own temporary one. */
  readonly makeFolder: (name: string) => Promise<string>;
}

/** What a part found: for readers, and all its numbers. */
export interface PartResult {
  readonly table: BenchTable;
  readonly numbers: Readonly<Record<string, unknown>>;
}

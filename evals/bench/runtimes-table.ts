import { percentile } from './percentiles.ts';
import { aimText, duration, figure, megabytes, ratio, type Aim, type BenchTable } from './table.ts';

/** Medians of two runs differ by as much. */
const LEVEL = 0.95;
const MAX_BLOCK_MS = 50;
const SHA256_CHARS = 64;
const BYTES_PER_KIB = 1_024;

/** One prompt answered and one list of texts embedded. */
export interface RuntimeRound {
  readonly promptTokens: number;
  readonly firstWordMs: number;
  /** Tokens a second. */
  readonly reading: number;
  /** Tokens a second. */
  readonly writing: number;
  /** Texts a second. */
  readonly embedding: number;
  /** Of the event loop of this process, less the time in which it had no core. */
  readonly longestBlockMs: number;
}

/** What was found of one runtime. */
export interface RuntimeFound {
  readonly rounds: readonly RuntimeRound[];
  /** Resident, of all processes that hold its models; NaN when unknown. */
  readonly memoryBytes: number;
  /** Why it could not be measured; null when it was. */
  readonly missing: string | null;
}

/** The runtimes compared. */
export interface RuntimesFound {
  readonly embedded: RuntimeFound;
  readonly ollama: RuntimeFound;
  /** Names of the models. */
  readonly models: string;
  /** Whether both ran weights with the same hashes; null when only one could be asked. */
  readonly isSameWeights: boolean | null;
}

interface Measure {
  readonly label: string;
  readonly of: (found: RuntimeFound) => number;
  readonly show: (value: number) => string;
  readonly isLessBetter: boolean;
}

const median =
  (key: keyof RuntimeRound) =>
  ({ rounds }: RuntimeFound): number =>
    percentile(
      rounds.map((round) => round[key]),
      0.5,
    );

const MEASURES: readonly Measure[] = [
  { label: 'first word', of: median('firstWordMs'), show: duration, isLessBetter: true },
  { label: 'tokens read a second', of: median('reading'), show: figure, isLessBetter: false },
  { label: 'tokens written a second', of: median('writing'), show: figure, isLessBetter: false },
  { label: 'texts embedded a second', of: median('embedding'), show: figure, isLessBetter: false },
  {
    label: 'resident memory',
    of: ({ memoryBytes }) => memoryBytes,
    show: megabytes,
    isLessBetter: true,
  },
];

/** Both runtimes side by side, with aims for the embedded one. */
export function runtimesTable(found: RuntimesFound): BenchTable {
  const { embedded, ollama, models, isSameWeights } = found;
  const shown = (value: number, show: Measure['show']): string =>
    Number.isFinite(value) ? show(value) : '–';
  const rows = MEASURES.map(({ label, of, show, isLessBetter }) => {
    const [own, other] = [of(embedded), of(ollama)];
    const level = isLessBetter ? other / own : own / other;
    const aim: Aim = {
      text: `≥ ${LEVEL}×`,
      isMet: Number.isFinite(level) && isSameWeights === true ? level >= LEVEL : null,
    };
    return [label, shown(own, show), shown(other, show), shown(level, ratio), aimText(aim)];
  });
  const block = longestBlockMs(embedded);
  const blockAim: Aim = {
    text: `< ${MAX_BLOCK_MS} ms`,
    isMet: Number.isFinite(block) ? block < MAX_BLOCK_MS : null,
  };
  rows.push([
    'longest block of our event loop',
    shown(block, duration),
    shown(longestBlockMs(ollama), duration),
    '',
    aimText(blockAim),
  ]);
  const rounds = Math.max(embedded.rounds.length, ollama.rounds.length);
  const tokens = figure(Math.max(median('promptTokens')(embedded), 0));
  return {
    title: 'Embedded models against Ollama',
    headers: ['', 'embedded', 'Ollama', 'embedded is', 'aim'],
    rows,
    notes: [
      ...missingNotes(found),
      `${models}; ${weightsNote(isSameWeights)}. Medians of ${rounds} rounds in turn; the same new prompt (${tokens} tokens as the embedded model counts) and the same new texts for both, so that nothing is cached.`,
      '“Embedded is”: how many times as good as Ollama. Memory: of all processes that hold these models, shared pages of the weights included.',
      'Block: of our own, less the time in which the thread was ready and had no core, while that runtime worked.',
    ],
  };
}

/** NaN for no rounds. */
function longestBlockMs({ rounds }: RuntimeFound): number {
  return percentile(
    rounds.map((round) => round.longestBlockMs),
    1,
  );
}

function missingNotes({ embedded, ollama }: RuntimesFound): readonly string[] {
  return [
    { name: 'The embedded runtime', missing: embedded.missing },
    { name: 'Ollama', missing: ollama.missing },
  ].flatMap(({ name, missing }) =>
    missing === null ? [] : [`${name} could not be measured: ${missing}`],
  );
}

function weightsNote(isSame: boolean | null): string {
  if (isSame === null) return 'there was nothing to compare the weights with';
  return isSame ? 'the same weights by their SHA-256' : 'the weights DIFFER, so no aim is judged';
}

/** A weight file of a server. */
export interface ServedWeights {
  readonly path: string;
  readonly sha256: string;
}

/** The weights that a modelfile of Ollama begins with, by the name of their file; null for others. */
export function servedWeights(modelfile: string): ServedWeights | null {
  const line = modelfile.split('\n').find((each) => each.startsWith('FROM '));
  const path = line?.slice('FROM '.length).trim() ?? '';
  const [, sha256 = ''] = path.split('sha256-');
  return sha256.length === SHA256_CHARS ? { path, sha256 } : null;
}

/** A running process as `ps` lists it. */
export interface ListedProcess {
  readonly parent: number;
  readonly command: string;
}

/** Resident bytes of the processes that are meant, from the lines `parent rss command`; NaN for none. */
export function residentBytes(lines: string, isMeant: (process: ListedProcess) => boolean): number {
  const meant = lines.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    const [parent = '', kib = '', ...command] = line.trim().split(/\s+/u);
    const isWanted = isMeant({ parent: Number(parent), command: command.join(' ') });
    return isWanted ? [Number(kib) * BYTES_PER_KIB] : [];
  });
  return meant.length === 0 ? Number.NaN : meant.reduce((sum, bytes) => sum + bytes, 0);
}

import type { Clock, PullProgress } from '../domain/ports.ts';
import { startupWords } from '../words/startup-words.ts';
import type { ProgressBar } from './progress-bar.ts';

const BYTES_PER_MB = 1_000_000;
const MS_PER_SECOND = 1_000;

export interface DownloadProgressParts {
  readonly bar: ProgressBar;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** Takes whole lines. */
  readonly tell: (line: string) => void;
}

/** Shows a download of models: bytes, rate, time left, and once the licence of each. */
export function createDownloadProgress({
  bar,
  clock,
  tell,
}: DownloadProgressParts): (progress: PullProgress) => void {
  let model = '';
  let start = { bytes: 0, ms: 0 };
  return ({ model: next, status, completedBytes, totalBytes, licence }) => {
    if (next !== model) {
      model = next;
      start = { bytes: completedBytes ?? 0, ms: clock.elapsed() };
      if (licence !== undefined) tell(startupWords.licence(next, licence));
      if (status === 'installing') tell(startupWords.installing);
    }
    if (completedBytes === null || totalBytes === null) return;
    const seconds = (clock.elapsed() - start.ms) / MS_PER_SECOND;
    const rate = seconds > 0 ? (completedBytes - start.bytes) / BYTES_PER_MB / seconds : 0;
    const left = (totalBytes - completedBytes) / BYTES_PER_MB;
    const note = rate > 0 ? startupWords.rate(rate, left / rate) : '';
    const megabytes = Math.ceil(totalBytes / BYTES_PER_MB);
    bar.show(startupWords.downloading(next, megabytes), completedBytes, totalBytes, note);
  };
}

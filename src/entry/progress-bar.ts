import { SingleBar } from 'cli-progress';

/** Width of the bar itself, in characters. */
const BAR_CHARS = 28;

export interface ProgressBar {
  /** Shows `done` of `total` under a label; a new label starts a new line. `note` stands behind. */
  show(label: string, done: number, total: number, note?: string): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere one line when a label begins and one when it is complete. */
export function createProgressBar(stream: NodeJS.WriteStream): ProgressBar {
  let bar: SingleBar | null = null;
  let label = '';
  const stop = (): void => {
    bar?.stop();
    bar = null;
    label = '';
  };
  return {
    stop,
    show(next, done, total, note = '') {
      if (total <= 0) return;
      if (next !== label) {
        stop();
        label = next;
        if (stream.isTTY) bar = startBar(stream, next, total);
        else stream.write(`${next} …\n`);
      }
      bar?.setTotal(total);
      bar?.update(done, { note: note === '' ? '' : `| ${note}` });
    },
  };
}

function startBar(stream: NodeJS.WriteStream, label: string, total: number): SingleBar {
  const bar = new SingleBar({
    stream,
    format: `${label} {bar} {percentage} % | {eta_formatted} {note}`,
    barsize: BAR_CHARS,
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: false,
  });
  bar.start(total, 0, { note: '' });
  return bar;
}

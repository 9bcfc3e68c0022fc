import { SingleBar } from 'cli-progress';

/** Width of the bar itself, in characters. */
const BAR_CHARS = 28;

export interface ProgressBar {
  /** Shows `done` of `total` under a label; a new label starts a new line. `note` stands behind. */
  show(label: string, done: number, total: number, note?: string): void;
  stop(): void;
}

/** Without a terminal a line is written each time so much more is done, in percent. */
const TOLD_STEP_PERCENT = 25;

/** Takes whole lines, where a bar would be in the way. */
export interface LineStream {
  readonly isTTY: false;
  write(line: string): unknown;
}

/** A bar on a terminal; elsewhere one line when a label begins and one at each quarter. */
export function createProgressBar(stream: NodeJS.WriteStream | LineStream): ProgressBar {
  let bar: SingleBar | null = null;
  let label = '';
  let toldPercent = 0;
  const tell = (done: number, total: number, note: string): void => {
    const percent = Math.floor((100 * done) / total / TOLD_STEP_PERCENT) * TOLD_STEP_PERCENT;
    if (percent <= toldPercent) return;
    toldPercent = percent;
    stream.write(`${label} … ${percent} %${note === '' ? '' : ` (${note})`}\n`);
  };
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
        toldPercent = 0;
        if (stream.isTTY) bar = startBar(stream, next, total);
        else stream.write(`${next} …\n`);
      }
      if (bar === null) tell(done, total, note);
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

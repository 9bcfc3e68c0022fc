import type { ReplyPort, ReplyView } from '../application/command.ts';
import { renderView, screenRows, wrapWords, type Style } from './terminal-text.ts';

/** What the reply is written to; `process.stdout` fits. */
export interface Screen {
  write(text: string): unknown;
  /** False: no cursor movement, only the final reply is written. */
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/**
 * A reply on a terminal: redrawn in place while it grows, written once where there is no terminal.
 * A reply taller than the screen is cut at the top until it is final.
 */
export class TerminalReply implements ReplyPort {
  readonly #screen: Screen;
  readonly #style: Style;
  readonly #sourcesTitle: string;
  #drawnRows = 0;

  constructor(screen: Screen, style: Style, sourcesTitle: string) {
    this.#screen = screen;
    this.#style = style;
    this.#sourcesTitle = sourcesTitle;
  }

  update(view: ReplyView): void {
    if (this.#screen.isTTY !== true) return;
    const rows = Math.max(4, (this.#screen.rows ?? 24) - 2);
    const columns = this.#screen.columns ?? 80;
    const lines = this.#render(view).split('\n');
    while (lines.length > 1 && screenRows(lines.join('\n'), columns) > rows) lines.shift();
    this.#draw(lines.join('\n'));
  }

  finish(view: ReplyView): Promise<void> {
    this.#draw(this.#render(view));
    this.#screen.write('\n');
    this.#drawnRows = 0;
    return Promise.resolve();
  }

  #render(view: ReplyView): string {
    const text = renderView(view, this.#sourcesTitle, this.#style);
    return this.#screen.isTTY === true ? wrapWords(text, this.#screen.columns ?? 80) : text;
  }

  #draw(text: string): void {
    const up = this.#drawnRows > 0 ? `\u001b[${this.#drawnRows}A\r\u001b[J` : '';
    this.#screen.write(`${up}${text}\n`);
    this.#drawnRows = screenRows(text, this.#screen.columns ?? 80);
  }
}

import { Writable } from 'node:stream';

const ESCAPE = '\u001b';
/** An escape sequence, a control character, or a character with what is combined with it. */
const PART = new RegExp(`${ESCAPE}\\[[\\d;?]*[A-Za-z]|\\P{M}(?:\\p{M}|\\u200d|\\ufe0f)*|.`, 'gsu');
const SEQUENCE = new RegExp(`^${ESCAPE}\\[(\\d*)([A-Za-z])$`, 'u');

/** Columns a character takes: 2 for emoji and East Asian characters, 0 for combining ones. */
function widthOf(character: string): number {
  if (/^(?:\p{M}|\u200d|\ufe0f)/u.test(character)) return 0;
  const isWide =
    /^(?:\p{Emoji_Presentation}|\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul})/u;
  return isWide.test(character) ? 2 : 1;
}

/**
 * A screen that understands what Cria (and readline) writes to a terminal: text that wraps, line
 * breaks, cursor movement and clearing. What it does not understand makes a test fail.
 */
export class FakeTerminal extends Writable {
  readonly isTTY = true;
  readonly columns: number;
  readonly rows: number;
  /** Everything written, as it came. */
  raw = '';
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  #watchers: { readonly test: (terminal: FakeTerminal) => boolean; readonly seen: () => void }[] =
    [];

  constructor(columns = 80, rows = 24) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
  }

  /** What is on the screen and above it, without trailing blanks. */
  get text(): string {
    const lines = this.#lines.map((cells) => cells.join('').trimEnd());
    return lines.join('\n').trimEnd();
  }

  /** Resolves as soon as the screen shows it. */
  async whenShows(part: string): Promise<void> {
    if (this.text.includes(part)) return;
    await new Promise<void>((seen) => {
      this.#watchers.push({ test: (terminal) => terminal.text.includes(part), seen });
    });
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    const text = String(chunk);
    this.raw += text;
    for (const [part] of text.matchAll(PART)) {
      this.#take(part);
    }
    const due = this.#watchers.filter(({ test }) => test(this));
    this.#watchers = this.#watchers.filter((watcher) => !due.includes(watcher));
    for (const { seen } of due) seen();
    done();
  }

  #take(part: string): void {
    if (part === '\r') this.#column = 0;
    else if (part === '\n') this.#breakLine();
    else if (part.startsWith(ESCAPE)) this.#obey(part);
    else this.#print(part);
  }

  #breakLine(): void {
    this.#row += 1;
    this.#column = 0;
    this.#lines[this.#row] ??= [];
  }

  #print(character: string): void {
    const width = widthOf(character);
    if (this.#column + width > this.columns) this.#breakLine();
    const line = (this.#lines[this.#row] ??= []);
    while (line.length < this.#column) line.push(' ');
    line[this.#column] = character;
    if (width === 2) line[this.#column + 1] = '';
    this.#column += width;
  }

  #obey(sequence: string): void {
    const [, count, verb] = SEQUENCE.exec(sequence) ?? [];
    const by = count === undefined || count === '' ? 1 : Number(count);
    if (verb === 'A') this.#row = Math.max(0, this.#row - by);
    else if (verb === 'C') this.#column += by;
    else if (verb === 'D') this.#column = Math.max(0, this.#column - by);
    else if (verb === 'G') this.#column = by - 1;
    else if (verb === 'J' && (count === '0' || count === '')) {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row]!.length = Math.min(this.#lines[this.#row]!.length, this.#column);
    } else if (verb === 'K') this.#lines[this.#row]!.length = this.#column;
    else if (verb !== 'm') throw new Error(`Not understood: ${JSON.stringify(sequence)}`);
  }
}

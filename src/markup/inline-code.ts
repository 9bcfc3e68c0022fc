import { ZERO_WIDTH_SPACE } from './plain-text.ts';

/** Longest code span; what is longer is shown as prose, so that no span is ever cut in two. */
export const MAX_CODE_CHARS = 500;

/** Where runs of backticks begin and how long they are, looked up in the order of the text. */
export class BacktickRuns {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** For each length, the runs of it that were not passed yet, the last of them first. */
  readonly #byLength = new Map<number, number[]>();
  readonly #length: number;
  #passed = 0;

  constructor(source: string) {
    this.#length = source.length;
    if (!source.includes('`')) return;
    for (const { 0: run, index } of source.matchAll(/`+/gu)) {
      this.#starts.push(index);
      this.#ends.push(index + run.length);
      if (!this.#byLength.has(run.length)) this.#byLength.set(run.length, []);
    }
    for (let run = this.#starts.length - 1; run >= 0; run -= 1) {
      const start = this.#starts[run] ?? 0;
      this.#byLength.get((this.#ends[run] ?? 0) - start)?.push(start);
    }
  }

  /** Backticks from `at` on. */
  lengthAt(at: number): number {
    this.#pass(at);
    return (this.#ends[this.#passed] ?? at) - at;
  }

  /** Where the next run begins; the end of the text when there is none. */
  next(at: number): number {
    this.#pass(at);
    return Math.max(at, this.#starts[this.#passed] ?? this.#length);
  }

  /** Where the next run of exactly this length behind `at` begins. */
  closing(at: number, length: number): number | undefined {
    const runs = this.#byLength.get(length) ?? [];
    while ((runs.at(-1) ?? Infinity) <= at) runs.pop();
    return runs.at(-1);
  }

  #pass(at: number): void {
    while ((this.#ends[this.#passed] ?? Infinity) <= at) this.#passed += 1;
  }
}

/**
 * Code as a span that has one reading only: on one line, with two backticks around only where there
 * is one in it, and harmless should Discord ever read it as prose.
 */
export function codeSpan(content: string): string {
  const hasAddress = content.includes(':');
  const inert = content
    .replaceAll('\n', ' ')
    .replace(/@(?=everyone|here)/giu, `@${ZERO_WIDTH_SPACE}`)
    .replace(/<(?=[@#:/&!]|a:|t:|id:|sound:)/giu, `<${ZERO_WIDTH_SPACE}`)
    .replaceAll('](', hasAddress ? `]${ZERO_WIDTH_SPACE}(` : '](');
  if (!inert.includes('`')) return `\`${inert}\``;
  const parted = inert.replace(/`(?=`)/gu, `\`${ZERO_WIDTH_SPACE}`);
  const before = parted.startsWith('`') ? ' ' : '';
  const after = parted.endsWith('`') ? ' ' : '';
  return `\`\`${before}${parted}${after}\`\``;
}

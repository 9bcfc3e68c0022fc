import type { Piece } from './inline-scanner.ts';
import { ZERO_WIDTH_SPACE } from './plain-text.ts';

/** Marks that may be open at once; what else opens then is shown as it is. */
const MAX_OPEN_MARKS = 20;
/** Runs that mean something: italics, bold, both; italics, underlined; struck out. */
const MARKS = new Set(['*', '**', '***', '_', '__', '~~']);
/** Left open, as in an answer that is still being written, they are closed at the end. */
const CLOSED_AT_END = new Set(['**', '***', '~~']);
const KINDS = ['*', '_', '~'] as const;
const WORD = /[\p{L}\p{N}_]/u;

interface OpenMark {
  readonly at: number;
  readonly text: string;
  /** Code spans and links so far that hold the same character. */
  readonly atoms: number;
}

/**
 * Puts the pieces of a unit together: marks that belong together keep their meaning, where nothing
 * between them could be taken for their end; all others are shown as characters.
 */
export function joinPieces(pieces: readonly Piece[]): string {
  if (!pieces.some(({ kind }) => kind === 'mark')) return join(pieces.map(({ text }) => text));
  const pairs = new MarkPairs(pieces);
  const shown = pieces.map((piece, at) => (piece.kind === 'mark' ? pairs.shown(at) : piece.text));
  const joined = join(shown).trimEnd();
  return pairs.tail === '' ? join(shown) : joined + pairs.tail;
}

/** One bold line, whatever is bold in it already. */
export function joinBold(pieces: readonly Piece[]): string {
  const isBold = (piece: Piece): boolean => piece.kind === 'mark' && piece.text.startsWith('*');
  const text = joinPieces(pieces.filter((piece) => !isBold(piece))).trim();
  const hasStar = pieces.some((piece) => piece.kind !== 'mark' && piece.text.includes('**'));
  return text === '' || hasStar ? text : `**${text}**`;
}

/** No bracket comes to stand before another as in a masked link. */
function join(shown: readonly string[]): string {
  return shown.join('').replaceAll('](', `]${ZERO_WIDTH_SPACE}(`);
}

class MarkPairs {
  readonly #pieces: readonly Piece[];
  /** Characters of each run, from its start, that keep their meaning. */
  readonly #active = new Map<number, number>();
  readonly #atoms = { '*': 0, _: 0, '~': 0 };
  #open: OpenMark[] = [];
  /** What closes the marks that were left open. */
  readonly tail: string;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
    for (const [at, piece] of pieces.entries()) {
      if (piece.kind === 'mark') this.#read(at, piece);
      else if (piece.kind !== 'text') this.#countAtoms(piece.text);
    }
    this.tail = this.#closeAll();
  }

  shown(at: number): string {
    const { text = '', before = '', after = '' } = this.#pieces[at] ?? {};
    const active = this.#active.get(at) ?? 0;
    const isRange = text === '~' && /^\s?$/u.test(before) && /^[\p{L}\p{N}\s]$/u.test(after);
    return isRange ? text : text.slice(0, active) + text.slice(active).replace(/[*_~]/gu, '\\$&');
  }

  #read(at: number, { text, before = '', after = '' }: Piece): void {
    const isLeft = /\S/u.test(before);
    const isRight = /\S/u.test(after);
    const isClosing = isLeft && !(text === '_' && WORD.test(after));
    const closed = isClosing ? this.#close(at, text) : 0;
    if (closed > 0 || this.#open.length >= MAX_OPEN_MARKS || !MARKS.has(text)) return;
    if (!isRight || (text.startsWith('_') && WORD.test(before))) return;
    this.#open.push({ at, text, atoms: this.#atoms[kindOf(text)] });
  }

  /** Closes what this run ends, the innermost first; the characters it took. */
  #close(at: number, run: string): number {
    let taken = 0;
    for (;;) {
      const rest = run.slice(taken);
      const index = this.#open.findLastIndex(({ text }, place) => {
        const isInnermost = place === this.#open.length - 1;
        return rest !== '' && (text === rest || (isInnermost && rest.startsWith(text)));
      });
      const mark = this.#open[index];
      if (mark === undefined || mark.at >= at - 1) return taken;
      this.#open.length = index;
      if (mark.atoms !== this.#atoms[kindOf(run)]) return run.length;
      taken += mark.text.length;
      this.#active.set(mark.at, mark.text.length);
      this.#active.set(at, taken);
    }
  }

  #closeAll(): string {
    const isShown = (at: number): boolean =>
      this.#pieces.slice(at + 1).some(({ kind, text }) => kind !== 'mark' && /\S/u.test(text));
    const left = this.#open.filter(
      ({ at, text, atoms }) =>
        CLOSED_AT_END.has(text) && atoms === this.#atoms[kindOf(text)] && isShown(at),
    );
    for (const { at, text } of left) this.#active.set(at, text.length);
    return left
      .map(({ text }) => text)
      .reverse()
      .join('');
  }

  #countAtoms(text: string): void {
    for (const kind of KINDS) if (text.includes(kind)) this.#atoms[kind] += 1;
  }
}

function kindOf(run: string): (typeof KINDS)[number] {
  return KINDS.find((kind) => run.startsWith(kind)) ?? '*';
}

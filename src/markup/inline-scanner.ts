import { BacktickRuns, codeSpan, MAX_CODE_CHARS } from './inline-code.ts';
import {
  inertText,
  readBareAddress,
  readLinkTarget,
  readWrappedAddress,
  toLink,
} from './inline-links.ts';
import { ZERO_WIDTH_SPACE } from './plain-text.ts';

/** A part of one unit of prose, in the order of the text. */
export interface Piece {
  /** `mark`: a run of `*`, `_` or `~` as it was written; the other kinds are ready to be shown. */
  readonly kind: 'text' | 'code' | 'link' | 'mark';
  text: string;
  /** What stands on both sides of a mark in the source, empty at an end. */
  readonly before?: string;
  readonly after?: string;
}

/** How a unit is read. */
export interface ScanOptions {
  /** Whether list and quote marks at the start of a line keep their meaning. Default: yes. */
  readonly hasBlocks?: boolean;
  /** Whether addresses may be followed. Default: yes. */
  readonly hasLinks?: boolean;
}

/** Characters that mean nothing to Discord. */
const PLAIN = /[^\\`*_~[\]<\nhH@:|!]+/uy;
const LIST_MARK = /(?:[-*+•]|\d{1,9}[.)])(?=[ \t\n]|$)/uy;
const HEADING_MARK = /#{1,6}(?=[ \t\n]|$)|-#/uy;
const ESCAPABLE = /[^0-9A-Za-z\s]/u;
const MENTION = /@(?:everyone|here)/iuy;
/** What Discord knows behind an angle bracket: mentions, commands, times, emoji, places. */
const SPECIAL = /[@#:/&!+]|(?:a|t|id|sound):/iuy;

/**
 * Reads one unit of prose from left to right as Discord does, each character once, into pieces that
 * are harmless by themselves: only a mark may still mean something.
 */
export function scanInline(unit: string, options: ScanOptions = {}): Piece[] {
  return new InlineScanner(unit, options).scan();
}

interface OpenBracket {
  /** Index of its piece. */
  readonly piece: number;
  /** Where its text begins in the source. */
  readonly start: number;
  /** What takes its place in a link: what stood apart must not come together. */
  readonly gap: string;
}

class InlineScanner {
  readonly #source: string;
  readonly #hasBlocks: boolean;
  readonly #hasLinks: boolean;
  readonly #pieces: Piece[] = [];
  readonly #ticks: BacktickRuns;
  /** Square brackets that are open. */
  #brackets: OpenBracket[] = [];
  /** Text that is not yet a piece. */
  #pending = '';
  #at = 0;

  constructor(source: string, { hasBlocks = true, hasLinks = true }: ScanOptions) {
    this.#source = source;
    this.#hasBlocks = hasBlocks;
    this.#hasLinks = hasLinks;
    this.#ticks = new BacktickRuns(source);
  }

  scan(): Piece[] {
    this.#lineStart();
    while (this.#at < this.#source.length) this.#step();
    this.#endText();
    return this.#pieces;
  }

  #step(): void {
    const character = this.#source.charAt(this.#at);
    switch (character) {
      case '\\':
        return this.#escape();
      case '`':
        return this.#code();
      case '*':
      case '_':
      case '~':
        return this.#mark(character);
      case '[':
        return this.#openBracket();
      case ']':
        return this.#closeBracket();
      case '<':
        return this.#angle();
      case '\n':
        this.#text('\n', 1);
        return this.#lineStart();
      case 'h':
      case 'H':
        return this.#address();
      default:
        return this.#plain(character);
    }
  }

  /** Adds text that is ready to be shown for `length` characters of the source. */
  #text(shown: string, length: number): void {
    this.#at += length;
    this.#pending += shown;
  }

  /** Adds a piece of its own behind the text so far. */
  #push(piece: Piece): void {
    this.#endText();
    this.#pieces.push(piece);
  }

  #endText(): void {
    if (this.#pending !== '') this.#pieces.push({ kind: 'text', text: this.#pending });
    this.#pending = '';
  }

  #plain(character: string): void {
    if (character === '@' && this.#matches(MENTION) !== null) {
      return this.#text(`@${ZERO_WIDTH_SPACE}`, 1);
    }
    // No address but those that are shown as links, in any scheme.
    if (character === ':' && this.#peek(1) === '/') return this.#text(`:${ZERO_WIDTH_SPACE}`, 1);
    if (character === '|' && /[|[\]!]/u.test(this.#peek(1) + this.#peek(-1))) {
      return this.#text('\\|', 1);
    }
    const shown = this.#matches(PLAIN) ?? character;
    return this.#text(shown, shown.length);
  }

  #lineStart(): void {
    for (;;) {
      while (this.#peek() === ' ' || this.#peek() === '\t') this.#text(this.#peek(), 1);
      if (this.#flatHeading()) return;
      const isQuote = this.#peek() === '>';
      const item = isQuote ? null : this.#matches(LIST_MARK);
      if (!isQuote && item === null) return;
      if (!this.#hasBlocks) return this.#flatMark(item ?? '>');
      if (isQuote) this.#quote();
      else this.#text(item ?? '', item?.length ?? 0);
    }
  }

  /** The mark of a heading or of small print as characters. */
  #flatHeading(): boolean {
    const mark = this.#matches(HEADING_MARK);
    if (mark !== null) this.#text(`\\${mark}`, mark.length);
    return mark !== null;
  }

  #quote(): void {
    let length = 1;
    while (this.#peek(length) === '>') length += 1;
    const isQuote = /^\s?$/u.test(this.#peek(length));
    this.#text(isQuote ? '>' : '\\>'.repeat(length), length);
  }

  /** `1.` and `-` as characters. */
  #flatMark(mark: string): void {
    this.#text(
      mark.replace(/\D$/u, (last) => (last === '•' ? last : `\\${last}`)),
      mark.length,
    );
  }

  #escape(): void {
    const next = String.fromCodePoint(this.#source.codePointAt(this.#at + 1) ?? 0x20);
    // A lone backslash is shown as itself and takes no effect on what is put behind it.
    if (!ESCAPABLE.test(next)) return this.#text('\\\\', 1);
    if (next === '<') {
      this.#at += 1;
      return this.#bracket();
    }
    const isMention = next === '@';
    this.#text(`\\${next}${isMention ? ZERO_WIDTH_SPACE : ''}`, 1 + next.length);
  }

  #code(): void {
    const length = this.#ticks.lengthAt(this.#at);
    const start = this.#at + length;
    const end = this.#ticks.closing(this.#at, length) ?? -1;
    const content = end === -1 ? this.#openCode(start) : this.#source.slice(start, end);
    if (content.trim() === '' || content.length > MAX_CODE_CHARS) {
      return this.#text('\\`'.repeat(length), length);
    }
    if (this.#pending.endsWith('`')) this.#text(ZERO_WIDTH_SPACE, 0);
    this.#push({ kind: 'code', text: codeSpan(content) });
    this.#at = end === -1 ? start + content.length : end + length;
  }

  /** A span that nobody closed ends with its line, unless there is another backtick in it. */
  #openCode(start: number): string {
    const next = this.#ticks.next(start);
    const end = Math.min(next, start + MAX_CODE_CHARS + 1);
    const [line = ''] = this.#source.slice(start, end).split('\n', 1);
    return start + line.length === next && next < this.#source.length ? '' : line.trimEnd();
  }

  #mark(character: string): void {
    let length = 1;
    while (this.#peek(length) === character) length += 1;
    const before = this.#peek(-1);
    const after = this.#peek(length);
    this.#at += length;
    const text = character.repeat(length);
    this.#push({ kind: 'mark', text, before, after });
    // Inside marks Discord reads anew, as from the start of a line.
    if (!this.#flatHeading() && this.#peek() === '>') this.#text('\\>', 1);
  }

  #openBracket(): void {
    const isImage = this.#peek(-1) === '!' && this.#pending.endsWith('!');
    if (isImage) this.#pending = this.#pending.slice(0, -1);
    this.#endText();
    const gap = /^\s?$/u.test(this.#peek(isImage ? -2 : -1)) ? '' : ZERO_WIDTH_SPACE;
    this.#brackets.push({ piece: this.#pieces.length, start: this.#at + 1, gap });
    this.#push({ kind: 'text', text: isImage ? '![' : '[' });
    this.#at += 1;
  }

  /** `[text](address)` becomes `text (address)`. */
  #closeBracket(): void {
    const open = this.#brackets.pop();
    const target = open === undefined ? null : readLinkTarget(this.#source, this.#at + 1);
    if (open === undefined || target === null) return this.#text(']', 1);
    const label = this.#source.slice(open.start, this.#at);
    const isNumber = label.length < 10 && /^\d+$/u.test(label);
    const bracket = this.#pieces[open.piece];
    if (bracket !== undefined) bracket.text = isNumber ? '[' : open.gap;
    this.#at = target.end;
    const link = this.#link(target.address);
    if (label.trim() === '' || label === target.address) {
      this.#pieces.length = open.piece;
      this.#pending = '';
      this.#push(link);
      return this.#text(target.note, 0);
    }
    this.#text(`${isNumber ? ']' : ''} (`, 0);
    this.#push(link);
    this.#text(`${target.note})`, 0);
  }

  #angle(): void {
    const address = readWrappedAddress(this.#source, this.#at);
    if (address === null) return this.#bracket();
    this.#at += address.length + 2;
    this.#push(this.#link(address));
  }

  #bracket(): void {
    const isSpecial = this.#matches(SPECIAL, 1) !== null;
    if (this.#peek(1) === ' ') return this.#text('<', 1);
    this.#text(isSpecial ? `\\<${ZERO_WIDTH_SPACE}` : '\\<', 1);
  }

  #address(): void {
    const address = readBareAddress(this.#source, this.#at);
    if (address === null) return this.#text(this.#peek(), 1);
    this.#at += address.length;
    this.#push(this.#link(address));
  }

  #link(address: string): Piece {
    const link = this.#hasLinks ? toLink(address) : null;
    if (link !== null) return { kind: 'link', text: link };
    return { kind: 'text', text: inertText(address) };
  }

  #peek(offset = 0): string {
    return this.#source.charAt(this.#at + offset);
  }

  #matches(sticky: RegExp, offset = 0): string | null {
    sticky.lastIndex = this.#at + offset;
    return sticky.exec(this.#source)?.[0] ?? null;
  }
}

import { AppError } from '../domain/errors.ts';
import type { CleanBlock } from '../markup/clean-markdown.ts';
import {
  MAX_MESSAGE_CHARS,
  MIN_FILL_BEFORE_BLOCK_CHARS,
  MIN_MESSAGE_FILL_CHARS,
} from './discord-limits.ts';
import { graphemeCut } from '../markup/plain-text.ts';
import { findCut, hardCut } from './text-cut.ts';

const MIN_FENCE_ROOM_CHARS = 300;
const LIST_ITEM = /^\s*(?:[-*+•]|\d{1,9}[.)])[ \t]/u;
/** What a heading becomes, see `cleanMarkdown`; a longer one is no heading to be carried along. */
const HEADING = /^\*\*[^\n]{1,200}\*\*$/u;
/** What means something at the start of a line, and nothing inside one. */
const LINE_START = /^\s*(?:#(?=[#\s])|>|-(?=[#\s])|[+*](?=\s)|\d{1,9}(?=[.)]\s))/u;
const QUOTE = /^\s*(?:>\s?)+/u;

/**
 * Lays blocks out over as many messages as they need, each at most `MAX_MESSAGE_CHARS` and not blank.
 * Lists, fences and tables that fit into one message stay whole; longer ones part between items and
 * lines; paragraphs part between sentences. A parted fence is closed and opened again with its
 * language. Only white space at a cut is dropped. No blocks: no messages.
 */
export function splitMessages(blocks: readonly CleanBlock[]): string[] {
  const writer = new MessageWriter();
  for (const block of blocks) {
    if (block.kind === 'fence') addFence(writer, block.language, block.lines);
    else addText(writer, block.units);
  }
  return writer.end();
}

/** Collects pieces into messages. A piece is never longer than a message. */
class MessageWriter {
  readonly #done: string[] = [];
  #pieces: { gap: string; text: string }[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Characters left for a piece behind `gap`. */
  room(gap: string): number {
    return MAX_MESSAGE_CHARS - this.#length - (this.#length === 0 ? 0 : gap.length);
  }

  add(gap: string, text: string): void {
    const used = this.#pieces.length === 0 ? '' : gap;
    this.#pieces.push({ gap: used, text });
    this.#length += used.length + text.length;
  }

  /** Starts the next message; a heading that would end this one goes along. */
  next(): void {
    const last = this.#pieces.at(-1);
    const carried = this.#pieces.length > 1 && last !== undefined && HEADING.test(last.text);
    if (carried) this.#pieces.pop();
    this.#flush();
    if (carried) this.add('', last.text);
  }

  end(): string[] {
    this.#flush();
    return this.#done;
  }

  #flush(): void {
    const text = this.#pieces.map((piece) => piece.gap + piece.text).join('');
    // Discord drops white space around a message; doing so here keeps comparisons honest.
    if (text.trim() !== '') this.#done.push(text.trim());
    this.#pieces = [];
    this.#length = 0;
  }
}

function addText(writer: MessageWriter, units: readonly string[]): void {
  const whole = units.join('\n');
  const isList = units.length > 1 && units.some((unit) => LIST_ITEM.test(unit));
  const isWorthMoving = isList
    ? isMovedBlock(writer, whole.length)
    : writer.length >= MIN_MESSAGE_FILL_CHARS && whole.length <= MAX_MESSAGE_CHARS;
  if (whole.length > writer.room('\n\n') && isWorthMoving) writer.next();
  units.forEach((unit, index) => addUnit(writer, index === 0 ? '\n\n' : '\n', unit));
}

/** Whether a list or fence of this length that does not fit here begins a new message. */
function isMovedBlock(writer: MessageWriter, length: number): boolean {
  return length <= MAX_MESSAGE_CHARS || writer.length >= MIN_FILL_BEFORE_BLOCK_CHARS;
}

function addUnit(writer: MessageWriter, gap: string, unit: string): void {
  const mustMove = unit.length <= MAX_MESSAGE_CHARS && isKeptWhole(writer, unit);
  if (unit.length > writer.room(gap) && mustMove) writer.next();
  const prefix = QUOTE.exec(unit)?.[0] ?? '';
  let rest = unit;
  let before = gap;
  while (rest.length > writer.room(before)) {
    const cut = findCut(rest, writer.room(before));
    if (cut > prefix.length) writer.add(before, rest.slice(0, cut).trimEnd());
    else if (writer.length === 0) break;
    const tail = cut > prefix.length ? continued(rest.slice(cut).trimStart()) : rest;
    if (tail === '') return;
    writer.next();
    rest = cut > prefix.length && prefix.length < 20 ? prefix + tail : tail;
    before = gap;
  }
  addHard(writer, before, rest);
}

function isKeptWhole(writer: MessageWriter, unit: string): boolean {
  return LIST_ITEM.test(unit) || writer.length >= MIN_MESSAGE_FILL_CHARS;
}

/** The rest of a unit, which must not become a heading, a quote or a list in its new message. */
function continued(rest: string): string {
  const [start] = LINE_START.exec(rest) ?? [];
  if (start === undefined) return rest;
  return /\d$/u.test(start)
    ? `${start}\\${rest.slice(start.length)}`
    : `${start.slice(0, -1)}\\${rest.slice(start.length - 1)}`;
}

/** Last resort for one unbroken run longer than a message: cut between grapheme clusters. */
function addHard(writer: MessageWriter, gap: string, text: string): void {
  let rest = text;
  while (rest.length > writer.room(gap)) {
    if (writer.length > 0) writer.next();
    if (rest.length <= writer.room(gap)) break;
    const cut = hardCut(rest, writer.room(gap));
    writer.add(gap, rest.slice(0, cut));
    writer.next();
    rest = continued(rest.slice(cut));
  }
  if (rest !== '') writer.add(gap, rest);
}

function addFence(writer: MessageWriter, language: string, lines: readonly string[]): void {
  const gap = '\n\n';
  const whole = fenced(language, lines);
  if (whole.length <= writer.room(gap)) return writer.add(gap, whole);
  if (isMovedBlock(writer, whole.length)) {
    writer.next();
    // A heading carried along may leave too little room; then the fence is parted below.
    if (whole.length <= writer.room(gap)) return writer.add(gap, whole);
  }
  const overhead = fenced(language, ['']).length;
  if (writer.room(gap) < overhead + MIN_FENCE_ROOM_CHARS) writer.next();
  let chunk: string[] = [];
  let used = overhead;
  const flush = (): void => {
    if (chunk.some((line) => line.trim() !== '')) writer.add(gap, fenced(language, chunk));
    chunk = [];
    used = overhead;
  };
  for (const line of lines.flatMap((long) => cutLine(long, MAX_MESSAGE_CHARS - overhead - 1))) {
    if (used + line.length + 1 > writer.room(gap)) {
      flush();
      writer.next();
    }
    chunk.push(line);
    used += line.length + 1;
  }
  flush();
}

function fenced(language: string, lines: readonly string[]): string {
  const body = lines.join('\n');
  // A block without a visible character is not a block to Discord.
  return `\`\`\`${language}\n${body.trim() === '' ? ' ' : body}\n\`\`\``;
}

function cutLine(line: string, maxChars: number): string[] {
  if (maxChars < 1)
    throw new AppError('internal', `A line cannot be cut to ${maxChars} characters.`);
  const parts: string[] = [];
  let rest = line;
  while (rest.length > maxChars) {
    const cut = graphemeCut(rest, maxChars);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...parts, rest];
}

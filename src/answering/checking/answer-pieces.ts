import { splitSentences } from '../../text/sentences.ts';

/** A part of a model's answer that is checked as one. */
export type AnswerPiece =
  | {
      readonly kind: 'sentence';
      /** What stands before the first sentence of a line: list marks. */
      readonly lead: string;
      readonly text: string;
      /** How it is joined to what stands before it. */
      readonly gap: Gap;
    }
  | { readonly kind: 'code'; readonly text: string; readonly gap: Gap }
  | { readonly kind: 'table'; readonly lines: readonly string[]; readonly gap: Gap };

/** Same line, next line, or a blank line between. */
export type Gap = '' | ' ' | '\n' | '\n\n';

/** A longer sentence is none; it is cut there, in characters. */
export const MAX_SENTENCE_CHARS = 1_200;

const FENCE = /^\s*(?:```|~~~)/u;
const LEAD = /^\s{0,12}(?:(?:>\s?|[-*+]\s{1,3}|\d{1,2}[.)]\s{1,3}|#{1,6}\s{1,3}|-#\s)){0,4}/u;
/** A sentence with its mark and a blank behind it: nothing more can belong to it. */
const MARKED_END = /\[\d{1,3}\](?:[.!?…]["'”“»)*_]{0,4})?\s$/u;
/** "[1] One thing [2] Another": numbers in front of what they belong to, for want of full stops. */
const MARK_IN_FRONT = /^\[\d{1,3}\]\s/u;
const NEXT_MARK = /(?<=\S)\s(?=\[\d{1,3}\]\s\p{Lu})/u;
const LIST_MARK = /(?:[-*+]|\d{1,2}[.)])\s{1,3}$/u;

/**
 * Reads a growing text piece by piece: whole sentences, fences and tables, each as soon as nothing
 * more can belong to it. Marks of headings, quotes and small print are left out: they are no text.
 */
export class PieceReader {
  #line = '';
  #gap: Gap = '';
  #isLineOpen = false;
  #fence: string[] | null = null;
  #table: string[] = [];

  push(text: string): AnswerPiece[] {
    const pieces: AnswerPiece[] = [];
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) {
      this.#endLine(line, pieces);
      this.#isLineOpen = false;
    }
    if (this.#fence === null && !isBlock(this.#line)) this.#takeFinished(pieces);
    return pieces;
  }

  end(): AnswerPiece[] {
    const pieces: AnswerPiece[] = [];
    this.#endLine(this.#line, pieces);
    this.#line = '';
    if (this.#fence !== null) this.#endFence(pieces);
    this.#endTable(pieces);
    return pieces;
  }

  #endLine(line: string, pieces: AnswerPiece[]): void {
    if (this.#fence !== null) {
      this.#fence.push(line);
      if (FENCE.test(line)) this.#endFence(pieces);
      return;
    }
    if (FENCE.test(line) && !this.#isLineOpen) {
      this.#endTable(pieces);
      this.#fence = [line];
      return;
    }
    if (line.trimStart().startsWith('|') && !this.#isLineOpen) {
      this.#table.push(line);
      return;
    }
    this.#endTable(pieces);
    if (line.trim() === '') {
      if (!this.#isLineOpen && this.#gap !== '') this.#gap = '\n\n';
    } else this.#sentences(line, pieces);
    if (this.#gap === ' ') this.#gap = '\n';
  }

  /** All sentences of the open line but the last, which may go on: with a mark, for instance. */
  #takeFinished(pieces: AnswerPiece[]): void {
    const lead = this.#isLineOpen ? '' : leadOf(this.#line);
    const sentences = splitSentences(this.#line.slice(lead.length));
    const last = sentences.at(-1) ?? '';
    if (this.#line.length > MAX_SENTENCE_CHARS && sentences.length < 2) {
      this.#sentences(this.#line, pieces);
      this.#line = '';
      this.#isLineOpen = true;
    }
    const isWhole = MARKED_END.test(last) && !MARK_IN_FRONT.test(last);
    if (!isWhole && (sentences.length < 2 || /^[\s[(【［]/u.test(last))) return;
    const open = isWhole ? '' : last;
    this.#sentences(this.#line.slice(0, this.#line.length - open.length), pieces);
    this.#line = open;
    this.#isLineOpen = true;
  }

  #sentences(line: string, pieces: AnswerPiece[]): void {
    const whole = this.#isLineOpen ? '' : leadOf(line);
    let lead = LIST_MARK.exec(whole)?.[0] ?? '';
    for (const sentence of splitSentences(line.slice(whole.length)).flatMap(parted)) {
      pieces.push({ kind: 'sentence', lead, text: sentence.trim(), gap: this.#gap });
      this.#gap = ' ';
      lead = '';
    }
  }

  #endFence(pieces: AnswerPiece[]): void {
    pieces.push({ kind: 'code', text: (this.#fence ?? []).join('\n'), gap: this.#gap });
    this.#fence = null;
    this.#gap = '\n';
  }

  #endTable(pieces: AnswerPiece[]): void {
    if (this.#table.length > 0) pieces.push({ kind: 'table', lines: this.#table, gap: this.#gap });
    if (this.#table.length > 0) this.#gap = '\n';
    this.#table = [];
  }
}

function parted(sentence: string): string[] {
  return MARK_IN_FRONT.test(sentence) ? sentence.split(NEXT_MARK) : [sentence];
}

function leadOf(line: string): string {
  return LEAD.exec(line)?.[0] ?? '';
}

function isBlock(line: string): boolean {
  return /^\s*(?:```|~~~|\||`{1,2}$)/u.test(line);
}

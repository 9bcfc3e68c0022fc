import type { Block } from './markdown-blocks.ts';
import { splitSentences } from '../../text/sentences.ts';
import { estimateTokens } from '../../text/token-estimate.ts';

/** Sizes in estimated tokens. */
export interface PieceBudget {
  /** A split text aims at pieces of this size. */
  readonly targetTokens: number;
  /** A text up to this size is not split. */
  readonly wholeTokens: number;
  /** No piece is larger. */
  readonly maxTokens: number;
}

/** The last sentence of a piece opens the next one when it is at most this share of the target. */
const MAX_OVERLAP_SHARE = 0.25;

/** Cuts one block into pieces that keep to the budget; a block that fits stays whole. */
export function splitBlock(block: Block, budget: PieceBudget): string[] {
  const tokens = estimateTokens(block.text);
  if (block.kind === 'code') {
    return tokens <= budget.maxTokens ? [block.text] : splitCode(block.text, budget);
  }
  if (block.kind === 'table') {
    return tokens <= budget.maxTokens ? [block.text] : splitTable(block.text, budget);
  }
  if (tokens <= budget.wholeTokens) return [block.text];
  return splitProse(block.text, budget);
}

function splitProse(text: string, budget: PieceBudget): string[] {
  const sentences = splitSentences(text).flatMap((sentence) =>
    cutToBudget(sentence, budget.maxTokens),
  );
  const goal = evenGoal(estimateTokens(text), budget.targetTokens);
  const pieces: string[][] = [];
  let piece: string[] = [];
  let size = 0;
  for (const sentence of sentences) {
    const tokens = estimateTokens(sentence);
    if (piece.length > 0 && size + tokens > goal) {
      pieces.push(piece);
      const overlap = overlapOf(piece, tokens, budget);
      piece = overlap === null ? [] : [overlap];
      size = overlap === null ? 0 : estimateTokens(overlap);
    }
    piece.push(sentence);
    size += tokens;
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces.map((parts) => parts.join('').trim()).filter((part) => part !== '');
}

/** The size that makes all pieces about equally long. */
function evenGoal(totalTokens: number, targetTokens: number): number {
  return Math.ceil(totalTokens / Math.ceil(totalTokens / targetTokens)) + 1;
}

function overlapOf(
  piece: readonly string[],
  nextTokens: number,
  budget: PieceBudget,
): string | null {
  const sentence = piece[piece.length - 1];
  if (sentence === undefined || piece.length < 2) return null;
  const tokens = estimateTokens(sentence);
  const fits =
    tokens <= budget.targetTokens * MAX_OVERLAP_SHARE && tokens + nextTokens <= budget.maxTokens;
  return fits ? sentence : null;
}

/** Cuts a text that exceeds the budget between words, or inside a word that exceeds it alone. */
export function cutToBudget(text: string, maxTokens: number): string[] {
  if (estimateTokens(text) <= maxTokens) return [text];
  const parts: string[] = [];
  let part = '';
  let size = 0;
  for (const word of text.match(/\S+\s*|\s+/gu) ?? []) {
    for (const chunk of cutWord(word, maxTokens)) {
      const tokens = estimateTokens(chunk);
      if (part !== '' && size + tokens > maxTokens) {
        parts.push(part);
        part = '';
        size = 0;
      }
      part += chunk;
      size += tokens;
    }
  }
  if (part !== '') parts.push(part);
  return parts;
}

function cutWord(word: string, maxTokens: number): string[] {
  if (estimateTokens(word) <= maxTokens) return [word];
  const characters = Array.from(word);
  const half = Math.ceil(characters.length / 2);
  if (half === characters.length) return [word];
  return [
    ...cutWord(characters.slice(0, half).join(''), maxTokens),
    ...cutWord(characters.slice(half).join(''), maxTokens),
  ];
}

function splitCode(text: string, budget: PieceBudget): string[] {
  const lines = text.split('\n');
  const open = cutToBudget(lines[0] ?? '', 20)[0] ?? '';
  const marks = /[`~]{3,}/u.exec(open)?.[0] ?? '```';
  const prefix = /^(?:> ?)*/u.exec(open)?.[0] ?? '';
  const close = prefix + marks;
  const isClosed = lines.length > 1 && (lines[lines.length - 1] ?? '').trim() === close.trim();
  const inner = lines.slice(1, isClosed ? -1 : undefined);
  const room = budget.maxTokens - estimateTokens(open) - estimateTokens(close);
  return packLines(inner, room).map((part) => `${open}\n${part}\n${close}`);
}

function splitTable(text: string, budget: PieceBudget): string[] {
  const [head = '', rule = '', ...rows] = text.split('\n');
  const header = `${head}\n${rule}`;
  const headerTokens = estimateTokens(header);
  if (headerTokens > budget.maxTokens / 2) return packLines([head, ...rows], budget.maxTokens);
  return packLines(rows, budget.maxTokens - headerTokens).map((part) => `${header}\n${part}`);
}

function packLines(lines: readonly string[], maxTokens: number): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let size = 0;
  for (const line of lines.flatMap((whole) => cutToBudget(whole, maxTokens))) {
    const tokens = estimateTokens(line);
    if (part.length > 0 && size + tokens > maxTokens) {
      parts.push(part.join('\n'));
      part = [];
      size = 0;
    }
    part.push(line);
    size += tokens;
  }
  if (part.length > 0) parts.push(part.join('\n'));
  return parts.filter((text) => text.trim() !== '');
}

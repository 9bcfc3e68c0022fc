import { createHash } from 'node:crypto';
import type { ChatMessage } from '../../domain/ports.ts';

/** Beginnings of prompts are compared in blocks of so many characters, some 60 tokens. */
export const BLOCK_CHARS = 256;
/** A server keeps the cache of its last few prompts, one for each answer it writes at once. */
export const REMEMBERED_PROMPTS = 4;
/** Longest prompt that is looked at; the rest of a longer one counts as new. */
const MAX_BLOCKS = 1_024; // 262,144 characters

/** Hashes of the beginnings of a prompt, each a block longer than the one before. */
type PromptBlocks = readonly string[];

/** A prompt as far as a choice depends on it; two begin alike as far as their blocks are the same. */
export interface PromptSize {
  readonly blocks: PromptBlocks;
  readonly chars: number;
}

export function promptSize(messages: readonly ChatMessage[]): PromptSize {
  const text = messages.map(({ role, content }) => `${role}\n${content}\n`).join('');
  const blocks: string[] = [];
  let before = '';
  for (let at = BLOCK_CHARS; at <= text.length && blocks.length < MAX_BLOCKS; at += BLOCK_CHARS) {
    const block = text.slice(at - BLOCK_CHARS, at);
    before = createHash('sha1').update(before).update(block).digest('base64');
    blocks.push(before);
  }
  return { blocks, chars: text.length };
}

/** What one server has most likely still in its cache: the prompts it was sent last. */
export class RecentPrompts {
  #prompts: PromptBlocks[] = [];

  note({ blocks }: PromptSize): void {
    const others = this.#prompts.filter((prompt) => !isBeginningOf(prompt, blocks));
    this.#prompts = [blocks, ...others].slice(0, REMEMBERED_PROMPTS);
  }

  /** Characters at the beginning of a prompt that need not be read again. */
  knownChars({ blocks }: PromptSize): number {
    const known = this.#prompts.map((prompt) => sharedBlocks(prompt, blocks));
    return Math.max(0, ...known) * BLOCK_CHARS;
  }

  /** After a restart a server has nothing left. */
  clear(): void {
    this.#prompts = [];
  }
}

function sharedBlocks(one: PromptBlocks, other: PromptBlocks): number {
  const end = one.findIndex((hash, at) => hash !== other[at]);
  return end === -1 ? one.length : end;
}

function isBeginningOf(one: PromptBlocks, other: PromptBlocks): boolean {
  return sharedBlocks(one, other) === one.length;
}

import { passageTrail, type Article, type Passage } from '../../domain/passage.ts';
import { readBlocks, type Block } from './markdown-blocks.ts';
import { splitSections } from './markdown-sections.ts';
import { splitBlock, type PieceBudget } from './split-block.ts';
import { estimateTokens } from '../../text/token-estimate.ts';

/** Changes whenever the same article would give other passages. */
export const CHUNKER_VERSION = 6;

/** What passages aim at, in estimated tokens (see `estimateTokens`). */
export const TARGET_PASSAGE_TOKENS = 180;
/** No text of a passage is larger, whatever the embedder could take. */
export const MAX_PASSAGE_TOKENS = 380;
/** Smaller leftovers join their neighbour in the same section. */
export const MIN_PASSAGE_TOKENS = 50;
/** A section or paragraph up to this size stays whole, and code stays with what introduces it. */
const WHOLE_PASSAGE_TOKENS = 240;
/** Below this an embedder cannot be served sensibly. */
const LEAST_BUDGET_TOKENS = 32;

export interface ChunkOptions {
  /** Most estimated tokens of heading trail and text together. */
  readonly maxTokens: number;
}

interface Piece {
  readonly kind: Block['kind'];
  readonly text: string;
  readonly tokens: number;
  /** A further part of a split block: it never joins the part before it, which it may overlap. */
  readonly isContinuation: boolean;
}

/**
 * Cuts an article into passages of whole blocks and sentences. A passage never crosses a heading;
 * `passageTrail` and text together keep to `maxTokens`. Sections without text give no passage.
 */
export function chunkArticle(article: Article, options: ChunkOptions): Passage[] {
  const passages: Passage[] = [];
  for (const section of splitSections(article.body, article.title)) {
    const trail = passageTrail({ title: article.title, section: section.trail });
    const room = Math.max(options.maxTokens - estimateTokens(trail), LEAST_BUDGET_TOKENS);
    for (const text of chunkSection(
      readBlocks(section.lines),
      Math.min(room, MAX_PASSAGE_TOKENS),
    )) {
      passages.push({
        id: `${article.id}#${passages.length}`,
        articleId: article.id,
        title: article.title,
        section: section.trail,
        text,
        language: article.language,
        url: article.url,
        published: article.published,
      });
    }
  }
  return passages;
}

function chunkSection(blocks: readonly Block[], maxTokens: number): string[] {
  const budget: PieceBudget = {
    targetTokens: Math.min(TARGET_PASSAGE_TOKENS, maxTokens),
    wholeTokens: Math.min(WHOLE_PASSAGE_TOKENS, maxTokens),
    maxTokens,
  };
  const pieces = blocks.flatMap((block) => piecesOf(block, budget));
  if (sizeOf(pieces) <= budget.wholeTokens) return [textOf(pieces)].filter(hasWords);
  const groups: Piece[][] = [];
  for (const piece of pieces) {
    const group = groups[groups.length - 1];
    if (group !== undefined && mayJoin(group, piece, budget)) group.push(piece);
    else groups.push([piece]);
  }
  return joinLeftover(groups, maxTokens).map(textOf).filter(hasWords);
}

function piecesOf(block: Block, budget: PieceBudget): Piece[] {
  return splitBlock(block, budget).map((text, index) => ({
    kind: block.kind,
    text,
    tokens: estimateTokens(text),
    isContinuation: index > 0,
  }));
}

function sizeOf(group: readonly Piece[]): number {
  return group.reduce((sum, piece) => sum + piece.tokens, 0);
}

function mayJoin(group: readonly Piece[], piece: Piece, budget: PieceBudget): boolean {
  if (piece.isContinuation) return false;
  const size = sizeOf(group);
  const limit = piece.kind === 'code' ? budget.wholeTokens : budget.targetTokens;
  if (size + piece.tokens <= limit) return true;
  return size < MIN_PASSAGE_TOKENS && size + piece.tokens <= budget.maxTokens;
}

/** A tiny last passage of a section joins the one before it where the budget allows. */
function joinLeftover(groups: readonly Piece[][], maxTokens: number): readonly Piece[][] {
  const last = groups[groups.length - 1];
  const before = groups[groups.length - 2];
  if (last === undefined || before === undefined) return groups;
  const fits = sizeOf(last) < MIN_PASSAGE_TOKENS && sizeOf(before) + sizeOf(last) <= maxTokens;
  if (!fits || last[0]?.isContinuation === true) return groups;
  return [...groups.slice(0, -2), [...before, ...last]];
}

function textOf(group: readonly Piece[]): string {
  let text = '';
  for (const [index, piece] of group.entries()) {
    const isListed = piece.kind === 'item' && group[index - 1]?.kind === 'item';
    text += (index === 0 ? '' : isListed ? '\n' : '\n\n') + piece.text;
  }
  return text.trim();
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

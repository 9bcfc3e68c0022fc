import { cleanInline } from './clean-inline.ts';
import { renderTable } from './clean-table.ts';
import { parseBlocks, type Block } from './markdown-blocks.ts';
import { cleanCharacters, ZERO_WIDTH_SPACE } from './plain-text.ts';

/** A block Discord can show. */
export type CleanBlock = Exclude<Block, { kind: 'table' }>;

/**
 * Model and file text as Discord may show it: data, never an instruction to Discord.
 * Mentions, invites, masked links, spoilers and direction marks lose their effect but stay readable;
 * tables become blocks or lists; every fence and mark is closed. Code in fences keeps its text.
 */
export function cleanMarkdown(markdown: string): CleanBlock[] {
  return parseBlocks(cleanCharacters(markdown)).map((block) => {
    if (block.kind === 'text') return { kind: 'text', units: block.units.map(cleanInline) };
    const shown = block.kind === 'table' ? renderTable(block) : block;
    if (shown.kind !== 'fence') return shown as CleanBlock;
    return { ...shown, lines: shown.lines.map(cleanCode) };
  });
}

/** One line of untrusted text, for headings, titles and labels inside prose. */
export function cleanLine(text: string): string {
  const line = cleanCharacters(text).replace(/\s+/gu, ' ').trim();
  const flat = line.replace(/^(?=[#>]|[-*+] |-# )/u, '\\').replace(/^(\d+)(?=[.)] )/u, '$1\\');
  return cleanInline(flat);
}

/** Three backticks would end Discord's block. */
function cleanCode(line: string): string {
  return line.replace(/`(?=``)/gu, `\`${ZERO_WIDTH_SPACE}`);
}

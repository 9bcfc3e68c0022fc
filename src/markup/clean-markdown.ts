import { cleanBold, cleanInline } from './clean-inline.ts';
import { renderTable } from './clean-table.ts';
import { parseBlocks, type Block } from './markdown-blocks.ts';
import { cleanCharacters, ZERO_WIDTH_SPACE } from './plain-text.ts';

/** A block Discord can show. */
export type CleanBlock = Exclude<Block, { kind: 'table' }>;

/**
 * Model and file text as Discord may show it: data, never an instruction to Discord.
 * Mentions, invites, masked links, spoilers, small print and direction marks lose their effect but stay
 * readable; headings become bold lines, tables blocks or lists; every fence and mark is closed. Code in
 * fences keeps its text.
 */
export function cleanMarkdown(markdown: string): CleanBlock[] {
  return parseBlocks(cleanCharacters(markdown)).map((block) => {
    if (block.kind === 'text') return { kind: 'text', units: block.units.map(cleanUnit) };
    const shown = block.kind === 'table' ? renderTable(block) : block;
    if (shown.kind !== 'fence') return shown as CleanBlock;
    return { ...shown, lines: shown.lines.map(cleanCode) };
  });
}

/** A heading would look like the bot's own; it becomes a bold line. */
function cleanUnit(unit: string): string {
  const [marks] = /^[ \t]*#{1,6}[ \t]+(?=\S)/u.exec(unit) ?? [];
  return marks === undefined ? cleanInline(unit) : cleanBold(unit.slice(marks.length));
}

/** One line of untrusted text, for headings and labels inside prose. */
export function cleanLine(text: string): string {
  return cleanInline(flat(text), { hasBlocks: false });
}

/** A line that an article or page calls itself: without links, since it stands beside the real one. */
export function cleanTitle(text: string): string {
  return cleanInline(flat(text), { hasBlocks: false, hasLinks: false });
}

/** One bold line of untrusted text. */
export function cleanBoldLine(text: string): string {
  return cleanBold(flat(text), { hasBlocks: false });
}

function flat(text: string): string {
  return cleanCharacters(text).replace(/\s+/gu, ' ').trim();
}

/** What makes a link of a bracket that was opened in the prose before, wherever Discord looks for its end. */
const LINK_TURN = /\](?=\([\s<]{0,10}(?:[a-z][a-z0-9+.-]{0,30}:|$))/giu;

/** Three backticks would end Discord's block, and a bracket of the prose before must find no address here. */
function cleanCode(line: string): string {
  return line
    .replace(/`(?=``)/gu, `\`${ZERO_WIDTH_SPACE}`)
    .replace(LINK_TURN, `]${ZERO_WIDTH_SPACE}`);
}

import { escapeLineStart } from '../escape-line-starts.ts';
import { NUMBERED, type PdfBlock } from './pdf-paragraphs.ts';

const TOP_LEVEL = 2;
const DEEPEST_LEVEL = 4;

/** Blocks as Markdown; the larger a heading, the higher, and no level is skipped. */
export function markdownOfBlocks(blocks: readonly PdfBlock[]): string {
  const path: number[] = [];
  let previous: PdfBlock['kind'] | null = null;
  let text = '';
  for (const block of blocks) {
    const isTight = block.kind === 'item' && previous === 'item';
    text += (text === '' ? '' : isTight ? '\n' : '\n\n') + renderBlock(block, path);
    previous = block.kind;
  }
  return text;
}

/** `path` holds the sizes of the headings above, and is kept up. */
function renderBlock({ kind, text, size }: PdfBlock, path: number[]): string {
  switch (kind) {
    case 'heading': {
      const rounded = Math.round(size);
      while (path.length > 0 && (path.at(-1) ?? 0) <= rounded) path.pop();
      path.push(rounded);
      return `${'#'.repeat(Math.min(TOP_LEVEL + path.length - 1, DEEPEST_LEVEL))} ${text}`;
    }
    case 'code':
      return `\`\`\`\n${text.replace(/`{3,}/gu, '``')}\n\`\`\``;
    case 'table':
      return text;
    case 'item': {
      const lines = text.split('\n').map((line, index) => (index === 0 ? line : `  ${line}`));
      return (NUMBERED.test(text) ? '' : '- ') + lines.join('\\\n');
    }
    case 'paragraph':
      return text.split('\n').map(escapeLineStart).join('\\\n');
  }
}

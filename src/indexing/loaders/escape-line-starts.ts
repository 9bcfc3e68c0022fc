import type { DomElement } from './page/dom.ts';

const TEXT_NODE = 3;
const INLINE =
  /^(?:A|ABBR|B|BDI|BDO|CITE|DEL|DFN|EM|FONT|I|INS|LABEL|MARK|Q|S|SMALL|SPAN|STRONG|SUB|SUP|TIME|U|VAR)$/u;

/** Text at the start of a line that Markdown would read as a mark gets a backslash. */
export function escapeLineStart(line: string): string {
  return line
    .replace(/^(\s*)([-+*>]|#{1,6}|={2,}|~{3,}|`{3,})(?=\s|$)/u, '$1\\$2')
    .replace(/^(\s*)(?=(?:-{2,}|={2,}|\*{3,}|_{3,}|>)\s*)/u, '$1\\')
    .replace(/^(\s*\d{1,9})([.)])(?=\s)/u, '$1\\$2');
}

/** `escapeLineStart` for every text of an element that begins a line, outside code. Changes the element. */
export function escapeLineStarts(article: DomElement): void {
  const stack: DomElement[] = [article];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.nodeType === TEXT_NODE) {
      const text = node.textContent;
      const escaped = text.trim() === '' ? text : escapeLineStart(text);
      if (escaped !== text && startsLine(node)) node.textContent = escaped;
    } else if (node.nodeName !== 'PRE' && node.nodeName !== 'CODE') {
      stack.push(...node.childNodes);
    }
  }
}

function startsLine(node: DomElement): boolean {
  let at = node;
  for (;;) {
    const before = previousText(at);
    if (before !== null) return before.nodeName === 'BR' || !isInlineNode(before);
    const parent = at.parentNode;
    if (parent === null || !INLINE.test(parent.nodeName)) return true;
    at = parent;
  }
}

/** The sibling before, unless it is white space. */
function previousText(node: DomElement): DomElement | null {
  let at = node.previousSibling;
  while (at?.nodeType === TEXT_NODE && at.textContent.trim() === '') at = at.previousSibling;
  return at;
}

function isInlineNode(node: DomElement): boolean {
  return (
    node.nodeType === TEXT_NODE ||
    INLINE.test(node.nodeName) ||
    /^(?:CODE|IMG|KBD|SAMP)$/u.test(node.nodeName)
  );
}

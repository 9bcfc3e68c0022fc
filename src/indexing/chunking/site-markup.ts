const LOGIC_LINE = /^\s*\{[#:/@][^{}]*\}\s*$/u;
const HEADING_START = /^\s{0,3}#{1,6}\s/u;
/** `:::tip Title`, `::: details`, `:::note[Title]`, and `:::` alone. */
const CONTAINER = /^\s{0,12}:{3,}(?!:)(?<rest>[^\n]{0,250})$/u;
const CONTAINER_KIND = /^(?:\{[^{}\n]{0,99}\}|[\w-]{1,40})/u;
/** `!!! warning "Title"`, `??? note`, `=== "Tab"`: what is indented below belongs to it. */
const BOX_START = /^ {0,12}(?:!!!|\?\?\?\+?|===(?=\s{1,9}"))\s/u;
const BOX_KIND = /^[\w -]{0,101}$/u;
const MAX_TITLE_CHARS = 200;
/** Lines that only tell a generator something: attributes, includes, tables of contents, short codes. */
const GENERATOR_LINE =
  /^(?:\{:[^{}\n]{0,200}\}|\[\[?(?:toc|_TOC_)\]\]?|<<< ?@?[\w./-][^\n]{0,299}|\([\w.:-]{1,100}\)=|--8<-- [^\n]{0,200}|\+{3}(?: \{[^\n]{0,400}\})?|(?:> ?)?\[!(?:div|include|video)[^\w][^\n]{0,300}\]?|\[!code-[\w-]{1,30}\[\]\([^\n]{0,300}\)\])$/iu;
/** What an order names that its readers see: `{% tab title="Linux" %}`, `:::image alt-text="A graph":::`. */
const SHOWN_NAME =
  /[\s{](?:title|label|caption|content|alt-text|summary|header)=(?:"(?<text>[^"\n]{1,200})"|'(?<other>[^'\n]{1,200})')/u;
/** An order alone on its line. */
const ORDER_LINE = /^\{[{%][^{}\n]{0,400}[%}]\}$/u;
/** A comment of one line, which no number before it makes a share. */
const PERCENT_COMMENT = /^%(?!%)/u;
const TOC_MARK = /^\s{0,12}\{:toc[^{}\n]{0,99}\}\s*$/iu;
/** `*[FTP]: File Transfer Protocol`, and what was read for a sentence: `[see @roe2024, p. 3]`. */
const ABBREVIATION = /^ {0,3}\*\[([^[\]\n]{1,60})\]: ?/u;
const IN_BRACKETS = / ?\[[^[\]\n]+\](?!\()/gu;
const READ_FOR = /(?:^|\s)-?@[\p{L}\p{N}_]/u;
/** Further in, a line is code. */
const MAX_INDENT_CHARS = 12;
const SHORT_CODE =
  /\{\{[<%][^{}\n]{0,400}[%>]\}\}|\{%[^{}\n]{0,400}%\}|\{\{-? ?(?:site|page|post|layout|include)\.[^{}\n]{1,100}\}\}/gu;
/** Attributes behind a link or a span, `{ .class width="30" }`, and roles before code, `{ref}`. */
const ATTRIBUTES =
  /(?<=\]|\]\([^()\s]{0,500}\))\{:?\s?(?:[.#][\w-]|[\w-]{1,40}=)[^{}\n]{0,200}\}/gu;
const ROLE = /\{[a-z][\w:-]{0,39}\}(?=`)/gu;
const MODULE_START = /^(?:import\s|export\s(?:const|let|var|default|function|async|\{|\*))/u;
/** How the statement of an import ends. */
const MODULE_IMPORT = /(?:^import|\sfrom)\s{0,9}['"][^'"\n]{1,300}['"];?$/u;
/** A statement that is longer is none. */
const MAX_STATEMENT_LINES = 100;
const BOX_INDENT = /^(?:\t| {1,4})/u;

/**
 * Lines of prose without what only the generator of a site reads; what its boxes hold stays. Plain Markdown
 * has imports at its top alone, where some generators read them.
 */
export function withoutSiteMarkup(lines: readonly string[], isMdx: boolean): string[] {
  const kept: string[] = [];
  let inBox = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const statement = statementLines(lines, at);
    const isTop = line.startsWith('import') && kept.every((each) => each.trim() === '');
    if (statement > 0 && (isMdx || (isTop && at + statement < lines.length))) {
      at += statement - 1;
      continue;
    }
    if (isNote(lines, at) || (isMdx && LOGIC_LINE.test(line))) continue;
    const title = boxTitle(line);
    if (title !== null) {
      kept.push('', ...titleLines(title));
      inBox = true;
      continue;
    }
    inBox &&= line.trim() === '' || /^ {4}|^\t/u.test(line);
    kept.push(...plainLines(inBox ? line.replace(BOX_INDENT, '') : line));
  }
  return kept;
}

/** A comment, or the item in whose place a table of contents comes. */
function isNote(lines: readonly string[], at: number): boolean {
  if (TOC_MARK.test(lines[at + 1] ?? '')) return true;
  return PERCENT_COMMENT.test(lines[at] ?? '') && !/\d ?$/u.test(lines[at - 1] ?? '');
}

/** One line without its markup; none where it was nothing else. */
function plainLines(line: string): readonly string[] {
  const container = CONTAINER.exec(line);
  if (container !== null) {
    const rest = container.groups?.['rest'] ?? '';
    const title = rest.trimStart().replace(CONTAINER_KIND, '');
    return titleLines(title.includes('=') || rest.includes('="') ? shownBy(rest) : title);
  }
  const text = line.trim();
  if (line.length - line.trimStart().length <= MAX_INDENT_CHARS) {
    if (GENERATOR_LINE.test(text)) return [];
    if (ORDER_LINE.test(text)) return shownBy(text) === '' ? [] : titleLines(shownBy(text));
  }
  return [
    (withoutAnchor(line) ?? line)
      .replace(SHORT_CODE, shownBy)
      .replace(ATTRIBUTES, '')
      .replace(ROLE, '')
      .replace(IN_BRACKETS, (all) => (READ_FOR.test(all.trim().slice(1)) ? '' : all))
      .replace(ABBREVIATION, '$1: '),
  ];
}

/** The title or the text of a picture that an order holds; empty without one. */
function shownBy(order: string): string {
  const { text, other } = SHOWN_NAME.exec(order)?.groups ?? {};
  return text ?? other ?? '';
}

/** The title of a box that begins with a line, empty for one without; null where none begins. */
function boxTitle(line: string): string | null {
  const start = BOX_START.exec(line);
  if (start === null) return null;
  const rest = line.slice(start[0].length).trim();
  const open = rest.indexOf('"');
  const kind = open === -1 ? rest : rest.slice(0, open).trimEnd();
  if (!BOX_KIND.test(kind)) return null;
  const title = open === -1 ? '' : rest.slice(open + 1, -1);
  const isTitle = open === -1 || (rest.endsWith('"') && open < rest.length - 1);
  return isTitle && !title.includes('"') && title.length <= MAX_TITLE_CHARS ? title : null;
}

/** The title of a box is a line of its own. */
function titleLines(title: string): readonly string[] {
  const text = title.replace(/\{[^{}]{0,99}\}|[[\]]/gu, '').trim();
  return text === '' ? [''] : ['', `**${text}**`, ''];
}

/** A heading without `[[anchor]]`, `{#id}` or `{.class}` at its end; null where there is none. */
function withoutAnchor(line: string): string | null {
  const text = line.trimEnd();
  if (!HEADING_START.test(text)) return null;
  if (text.endsWith(']]')) {
    const inner = text.slice(0, -2);
    const open = inner.indexOf('[[', inner.lastIndexOf(']') + 1);
    return open === -1 ? null : inner.slice(0, open).trimEnd();
  }
  const open = text.endsWith('}') ? text.lastIndexOf('{') : -1;
  return open !== -1 && /^\{:?\s?[#.]/u.test(text.slice(open))
    ? text.slice(0, open).trimEnd()
    : null;
}

/** How many brackets a line leaves open; negative where it closes more. */
function depthOf(line: string): number {
  const count = (marks: RegExp): number => line.match(marks)?.length ?? 0;
  return count(/[{[(]/gu) - count(/[}\])]/gu);
}

/** Lines of the import or export that begins at a line; 0 where none does. */
function statementLines(lines: readonly string[], start: number): number {
  if (!MODULE_START.test(lines[start] ?? '')) return 0;
  const isImport = (lines[start] ?? '').startsWith('import');
  let statement = '';
  let depth = 0;
  for (let count = 1; count <= MAX_STATEMENT_LINES && start + count <= lines.length; count += 1) {
    const line = lines[start + count - 1] ?? '';
    statement += `${line}\n`;
    depth += depthOf(line);
    if (depth > 0) continue;
    const next = lines[start + count] ?? '';
    if (isImport) return MODULE_IMPORT.test(statement.trimEnd()) ? count : 0;
    if (/[;}]\s*$/u.test(line) || next.trim() === '') return count;
  }
  return 0;
}

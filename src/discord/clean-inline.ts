import { ZERO_WIDTH_SPACE } from './plain-text.ts';

/**
 * Makes one unit of prose (a paragraph, a list item) harmless on Discord: nobody is pinged, no link
 * hides its target, no invite is clickable, nothing is hidden, no mark stays open.
 */
export function cleanInline(unit: string): string {
  const parts = parseCodeSpans(unit);
  const safe = parts.map((part) => (part.isCode ? part.text : cleanProse(part.text))).join('');
  return closeMarks(safe);
}

interface Part {
  readonly isCode: boolean;
  readonly text: string;
}

/** Splits at inline code. Longer runs of backticks become two, since three would open a block. */
export function parseCodeSpans(unit: string): Part[] {
  const parts: Part[] = [];
  let rest = unit.replace(/`{3,}/gu, '``');
  for (;;) {
    const open = /(?<!\\)`+/u.exec(rest);
    if (open === null) break;
    const run = open[0];
    const start = open.index + run.length;
    const close = new RegExp(`(?<!\`)${run}(?!\`)`, 'u').exec(rest.slice(start));
    parts.push({ isCode: false, text: rest.slice(0, open.index) });
    if (close === null) {
      const [line, tail] = cutAtNewline(rest.slice(start));
      parts.push(closedSpan(run, line));
      rest = tail;
    } else {
      const end = start + close.index;
      parts.push(codePart(run, rest.slice(start, end)));
      rest = rest.slice(end + run.length);
    }
  }
  parts.push({ isCode: false, text: rest });
  return parts.filter(({ text }) => text !== '');
}

function codePart(run: string, content: string): Part {
  if (content.trim() === '') return { isCode: true, text: escapeBackticks(run + content + run) };
  return { isCode: true, text: run + content + run };
}

/** A span that nobody closed ends with its line; without content its backticks are shown. */
function closedSpan(run: string, line: string): Part {
  const content = line.trimEnd();
  if (content.trim() === '' || content.includes('`')) {
    return { isCode: true, text: escapeBackticks(run) + cleanProse(escapeBackticks(line)) };
  }
  return { isCode: true, text: run + content + run + line.slice(content.length) };
}

function escapeBackticks(text: string): string {
  return text.replaceAll('`', '\\`');
}

function cutAtNewline(text: string): [string, string] {
  const at = text.indexOf('\n');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

const MASKED_LINK =
  /(?<!\\)!?\[((?:\\.|[^[\]\\\n]|\[[^[\]\n]*\])*)\]\(\s*<?([a-z][a-z0-9+.-]*:[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?\s*("[^"\n]*"|'[^'\n]*')?\s*\)/giu;

function cleanProse(text: string): string {
  const open = unmaskLinks(text);
  const parts = open.split(/(<https?:\/\/[^\s<>]+>|https?:\/\/[^\s<>]+)/giu);
  return parts.map((part, index) => (index % 2 === 1 ? cleanUrl(part) : cleanWords(part))).join('');
}

/** `[text](url)` becomes `text (url)`, from the innermost outwards. */
function unmaskLinks(text: string): string {
  let before: string;
  let after = text;
  do {
    before = after;
    after = before.replace(
      MASKED_LINK,
      (_match, label: string, url: string, title: string | undefined) => {
        const shown = /^\d+$/u.test(label) ? `[${label}]` : label;
        const note = title === undefined ? '' : ` ${title}`;
        if (shown.trim() === '' || shown === url) return `<${url}>${note}`;
        return isHttp(url) ? `${shown} (<${url}>${note})` : `${shown} (${url}${note})`;
      },
    );
  } while (after !== before);
  // Whatever the pattern above missed can no longer be read as a masked link.
  return after.replace(/\](\\?)\((?=\s*(?:$|<?[a-z][a-z0-9+.-]*:))/giu, ']$1 (');
}

function isHttp(url: string): boolean {
  return /^https?:\/\//iu.test(url);
}

const INVITE =
  /(?:https?:\/\/)?(?:[\w-]{1,63}\.){0,4}(discord\.(?:gg|me|io|li|link)|dsc\.gg|discord(?:app)?\.com(?=\\?\/invite\b))(?=\\?\/[\w-])/giu;

/** `https://discord.gg/abc` becomes `discord[.]gg/abc`: readable, but neither a link nor a card. */
function defuseInvites(text: string): string {
  return text.replace(INVITE, (_match, host: string) => host.replace('.', '[.]'));
}

/** A bare address gets angle brackets, which keep Discord from embedding it. */
function cleanUrl(found: string): string {
  const isWrapped = found.startsWith('<');
  const bare = isWrapped ? found.slice(1, -1) : found;
  const end = isWrapped ? bare.length : urlEnd(bare);
  const url = bare.slice(0, end);
  const defused = defuseInvites(url);
  const tail = cleanWords(bare.slice(end));
  if (defused !== url) return cleanWords(defused) + tail;
  if (!/^https?:\/\/[^/]/iu.test(url)) return cleanWords(url) + tail;
  // Inside an address these are the same to a browser, and nothing to Discord.
  const inert = url.replace(/@(?=everyone|here)/giu, '%40').replaceAll('||', '%7C%7C');
  return `<${inert}>${tail}`;
}

/** Punctuation at the end and an unpaired closing bracket belong to the sentence. */
function urlEnd(url: string): number {
  let end = url.length;
  for (;;) {
    const last = url[end - 1] ?? '';
    const isUnpaired =
      last === ')' && count(url.slice(0, end), ')') > count(url.slice(0, end), '(');
    if (!isUnpaired && !/[.,;:!?'"*_~|\]\\…”’»]/u.test(last)) return end;
    end -= 1;
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function cleanWords(text: string): string {
  return defuseInvites(text)
    .replace(/@(?=everyone|here)/giu, `@${ZERO_WIDTH_SPACE}`)
    .replace(/<(?=@|#|:|\/|a:|t:|id:|sound:)/giu, `<${ZERO_WIDTH_SPACE}`)
    .replace(/(?<!\\)\|(?=\|)|(?<=\|)\|/gu, '\\|')
    .replace(/^(\s*)#{4,6}(?=\s)/u, '$1###')
    .replace(/^(\s*)>>>(?=\s)/gmu, '$1>');
}

/** Closes bold and strike-through that were opened and have something to show. */
function closeMarks(unit: string): string {
  let closed = unit;
  for (const mark of ['**', '~~']) {
    const open = openMark(closed, mark);
    if (open !== null && closed.slice(open + mark.length).trim() !== '') {
      closed = closed.trimEnd() + mark;
    }
  }
  return closed;
}

/** Index of the last `mark` when their number is odd, outside code and addresses; else null. */
function openMark(unit: string, mark: string): number | null {
  const masked = maskAtoms(unit);
  const found: number[] = [];
  const runs = mark === '**' ? /(?<!\\)\*{2,3}(?!\*)(?<!\*{4,})/gu : /(?<!\\|~)~~(?!~)/gu;
  for (const match of masked.matchAll(runs)) found.push(match.index);
  return found.length % 2 === 1 ? (found.at(-1) ?? null) : null;
}

/** Same length, with code spans and addresses blanked. */
function maskAtoms(unit: string): string {
  return unit.replace(/(?<!\\)(`+)(?!`)[^]*?(?<!`)\1(?!`)|<https?:\/\/[^\s<>]+>/gu, (atom) =>
    ' '.repeat(atom.length),
  );
}

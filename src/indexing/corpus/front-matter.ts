import { parse as parseToml, TomlError } from 'smol-toml';
import { LineCounter, parseDocument } from 'yaml';
import { readPlainHead } from './plain-head.ts';

/** What a file's text consists of: fields of its front matter (empty without one) and its body. */
export interface FrontMatter {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Line of each top-level field, from 1, counted in the file. */
  readonly fieldLines: ReadonlyMap<string, number>;
  readonly body: string;
  /** Line of the file the body starts at, from 1. */
  readonly bodyLine: number;
  readonly hasFrontMatter: boolean;
}

/** Why front matter could not be read. */
export interface FrontMatterFault {
  readonly line: number;
  readonly message: string;
}

/** `rest`: what there is all the same, the body and the fields that are plain lines `name: value`. */
export type FrontMatterResult =
  | { readonly ok: true; readonly value: FrontMatter }
  | { readonly ok: false; readonly fault: FrontMatterFault; readonly rest: FrontMatter };

export const MAX_FRONT_MATTER_CHARS = 20_000;
const MAX_ALIAS_COUNT = 10;
/** Front matter further down is text. */
const MAX_LEAD_LINES = 40;

interface Notation {
  readonly open: RegExp;
  readonly close: RegExp;
  readonly field: RegExp;
  readonly mark: string;
  read(source: string): { readonly fields: unknown } | FrontMatterFault;
}

const YAML: Notation = {
  open: /^-{3,9}[ \t]*(?:yaml[ \t]*)?$/u,
  close: /^(?:-{3,9}|\.\.\.)[ \t]*$/u,
  field: /^["']?([\p{L}_][\p{L}\w-]*)["']?[ \t]*:/u,
  mark: '---',
  read: readYaml,
};
const TOML: Notation = {
  open: /^(?:\+\+\+|---[ \t]?toml)[ \t]*$/u,
  close: /^(?:\+\+\+|---)[ \t]*$/u,
  field: /^["']?([A-Za-z_][\w-]*)["']?[ \t]*=/u,
  mark: '+++',
  read: readToml,
};
const JSON_HEAD: Notation = {
  open: /^\{[ \t]*$/u,
  close: /^\}[ \t]*$/u,
  field: /^[ \t]{0,9}"([A-Za-z_][\w-]*)"[ \t]{0,9}:/u,
  mark: '{',
  read: readJson,
};
/** The same where the text is to show no sign of it. */
const COMMENT: Notation = { ...YAML, open: /^<!--[ \t]*$/u, close: /^-->[ \t]*$/u, mark: '<!--' };
const PLAIN_FIELD = /^([\p{L}_][\p{L}\w-]{0,60})[ \t]{0,9}[:=]([^\n]{1,500})$/u;

/**
 * Splits front matter off a text with `\n` line ends and parses it: YAML between `---` (core schema, no
 * custom tags, few aliases), TOML between `+++`, JSON between braces, or the plain lines of `readPlainHead`.
 * A text that does not open with such a line has none; a first line `---` that no field follows is a
 * thematic break.
 */
export function splitFrontMatter(text: string): FrontMatterResult {
  const lines = text.split('\n');
  const lead = leadOf(lines);
  const result = splitLines(lines.slice(lead));
  const { fieldLines, bodyLine, ...matter } = result.ok ? result.value : result.rest;
  if (!matter.hasFrontMatter)
    return result.ok ? whole(text) : { ...result, rest: whole(text).value };
  const value: FrontMatter = {
    ...matter,
    fieldLines: new Map([...fieldLines].map(([name, line]) => [name, line + lead])),
    bodyLine: bodyLine + lead,
  };
  if (result.ok) return { ok: true, value };
  const fault = { ...result.fault, line: result.fault.line + lead };
  return { ok: false, fault, rest: value };
}

function whole(text: string): { readonly ok: true; readonly value: FrontMatter } {
  const value = {
    fields: {},
    fieldLines: new Map(),
    body: text,
    bodyLine: 1,
    hasFrontMatter: false,
  };
  return { ok: true, value };
}

/** Empty lines and comments before front matter, as some programs and people leave them. */
function leadOf(lines: readonly string[]): number {
  let at = 0;
  while (at < MAX_LEAD_LINES && at < lines.length) {
    const line = (lines[at] ?? '').trim();
    if (line === '') at += 1;
    else if (line.startsWith('<!--') && !YAML.field.test(lines[at + 1] ?? '')) {
      const end = lines.findIndex((each, index) => index >= at && each.trimEnd().endsWith('-->'));
      if (end === -1) return 0;
      at = end + 1;
    } else break;
  }
  return at;
}

function splitLines(lines: readonly string[]): FrontMatterResult {
  const text = lines.join('\n');
  const notation = [YAML, TOML, JSON_HEAD, COMMENT].find(({ open }) => open.test(lines[0] ?? ''));
  if (notation === undefined) {
    const head = readPlainHead(lines);
    if (head === null) return whole(text);
    const body = lines.slice(head.bodyLine - 1).join('\n');
    return { ok: true, value: { ...head, body, hasFrontMatter: true } };
  }
  const { mark } = notation;
  const end = lines.findIndex((line, index) => index > 0 && notation.close.test(line));
  if (end === -1) {
    const next = lines.slice(1).find((line) => line.trim() !== '');
    if (next === undefined || !notation.field.test(next)) return whole(text);
    const message = `The front matter opens with ${mark} but is never closed by a second ${mark}.`;
    return { ok: false, fault: { line: 1, message }, rest: whole(text).value };
  }
  const read = parseFields(lines.slice(1, end), notation, {
    body: lines.slice(end + 1).join('\n'),
    bodyLine: end + 2,
    hasFrontMatter: true,
  });
  // Braces that hold no JSON are text, and other comments are comments.
  return !read.ok && (notation === JSON_HEAD || notation === COMMENT) ? whole(text) : read;
}

function parseFields(
  lines: readonly string[],
  notation: Notation,
  rest: Pick<FrontMatter, 'body' | 'bodyLine' | 'hasFrontMatter'>,
): FrontMatterResult {
  const source = lines.join('\n');
  const fieldLines = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const key = notation.field.exec(line)?.[1];
    if (key !== undefined && !fieldLines.has(key)) fieldLines.set(key, index + 2);
  }
  const refuse = (fault: FrontMatterFault): FrontMatterResult => ({
    ok: false,
    fault,
    rest: { ...rest, fields: plainFields(lines), fieldLines },
  });
  if (source.length > MAX_FRONT_MATTER_CHARS) {
    const message = `The front matter is longer than ${MAX_FRONT_MATTER_CHARS} characters.`;
    return refuse({ line: 1, message });
  }
  const read = notation.read(source);
  if ('message' in read) return refuse(read);
  const fields = read.fields ?? {};
  if (typeof fields !== 'object' || Array.isArray(fields)) {
    return refuse({ line: 2, message: 'The front matter must consist of "name: value" lines.' });
  }
  return { ok: true, value: { ...rest, fields: { ...fields }, fieldLines } };
}

/** Of front matter that is not valid, the lines that leave no doubt. */
function plainFields(lines: readonly string[]): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = PLAIN_FIELD.exec(line) ?? [];
    const text = value.trim().replace(/^(["'])(.*)\1$/u, '$2');
    if (name !== '' && /^[^["'{!&*|>]/u.test(text)) fields[name] ??= text;
  }
  return fields;
}

function readYaml(source: string): { readonly fields: unknown } | FrontMatterFault {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, {
    schema: 'core',
    customTags: [],
    merge: false,
    uniqueKeys: true,
    lineCounter,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    const line = lineCounter.linePos(problem.pos[0]).line + 1; // + 1: the opening fence
    return { line, message: `The front matter is not valid YAML: ${firstLine(problem.message)}` };
  }
  try {
    return { fields: document.toJS({ maxAliasCount: MAX_ALIAS_COUNT }) as unknown };
  } catch (error) {
    const text = error instanceof Error ? firstLine(error.message) : String(error);
    return { line: 1, message: `The front matter cannot be read: ${text}` };
  }
}

function readToml(source: string): { readonly fields: unknown } | FrontMatterFault {
  try {
    return { fields: parseToml(source, { maxDepth: 20 }) };
  } catch (error) {
    const line = error instanceof TomlError ? error.line + 1 : 1;
    const text = error instanceof Error ? firstLine(error.message) : String(error);
    return { line, message: `The front matter is not valid TOML: ${text}` };
  }
}

function readJson(source: string): { readonly fields: unknown } | FrontMatterFault {
  try {
    return { fields: JSON.parse(`{${source}}`) as unknown };
  } catch {
    return { line: 1, message: 'The front matter is not valid JSON.' };
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

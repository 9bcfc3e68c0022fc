import { LineCounter, parseDocument } from 'yaml';

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

export type FrontMatterResult =
  | { readonly ok: true; readonly value: FrontMatter }
  | { readonly ok: false; readonly fault: FrontMatterFault };

export const MAX_FRONT_MATTER_CHARS = 20_000;
const MAX_ALIAS_COUNT = 10;

const FENCE = /^---[ \t]*$/u;
const END_FENCE = /^(?:---|\.\.\.)[ \t]*$/u;
const FIELD = /^[A-Za-z_][\w-]*[ \t]*:/u;

function refuse(line: number, message: string): FrontMatterResult {
  return { ok: false, fault: { line, message } };
}

/**
 * Splits `---` front matter off a text with `\n` line ends and parses it as YAML (core schema, no
 * custom tags, few aliases). A text that does not open with a fence has no front matter; a first
 * line `---` that no field follows is a thematic break.
 */
export function splitFrontMatter(text: string): FrontMatterResult {
  const lines = text.split('\n');
  const whole: FrontMatter = {
    fields: {},
    fieldLines: new Map(),
    body: text,
    bodyLine: 1,
    hasFrontMatter: false,
  };
  if (!FENCE.test(lines[0] ?? '')) return { ok: true, value: whole };
  const end = lines.findIndex((line, index) => index > 0 && END_FENCE.test(line));
  if (end === -1) {
    const next = lines.slice(1).find((line) => line.trim() !== '');
    if (next === undefined || !FIELD.test(next)) return { ok: true, value: whole };
    return refuse(1, 'The front matter opens with --- but is never closed by a second ---.');
  }
  const yaml = lines.slice(1, end).join('\n');
  if (yaml.length > MAX_FRONT_MATTER_CHARS) {
    return refuse(1, `The front matter is longer than ${MAX_FRONT_MATTER_CHARS} characters.`);
  }
  const rest = { body: lines.slice(end + 1).join('\n'), bodyLine: end + 2, hasFrontMatter: true };
  return parseFields(yaml, rest);
}

function parseFields(
  yaml: string,
  rest: Pick<FrontMatter, 'body' | 'bodyLine' | 'hasFrontMatter'>,
): FrontMatterResult {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, {
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
    return refuse(line, `The front matter is not valid YAML: ${firstLine(problem.message)}`);
  }
  let fields: unknown;
  try {
    fields = document.toJS({ maxAliasCount: MAX_ALIAS_COUNT });
  } catch (error) {
    const text = error instanceof Error ? firstLine(error.message) : String(error);
    return refuse(1, `The front matter cannot be read: ${text}`);
  }
  if (fields === null || fields === undefined) fields = {};
  if (typeof fields !== 'object' || Array.isArray(fields)) {
    return refuse(2, 'The front matter must consist of "name: value" lines.');
  }
  const fieldLines = new Map<string, number>();
  yaml.split('\n').forEach((line, index) => {
    const key = /^["']?([\w-]+)["']?[ \t]*:/u.exec(line)?.[1];
    if (key !== undefined && !fieldLines.has(key)) fieldLines.set(key, index + 2);
  });
  return { ok: true, value: { ...rest, fields: { ...fields }, fieldLines } };
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

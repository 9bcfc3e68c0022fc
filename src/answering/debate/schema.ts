import { z } from 'zod';

/** Most points the model may write for a side. */
export const MAX_POINTS = 5;
/** Most statements each of what both grant and what is open. */
export const MAX_SHARED = 3;

/** From so many people on, every point is somebody's. */
const MIN_PEOPLE = 3;

/** What the model writes for one side; the order of the fields is the order of writing. */
export interface SideReply {
  readonly position: string;
  readonly points: readonly RawPoint[];
}

/** One point as the model wrote it; nothing is checked yet. */
export interface RawPoint {
  /** Empty: nobody in particular. */
  readonly who: string;
  /** Number of the passage in the prompt. */
  readonly passage: number;
  readonly kind: 'argument' | 'evidence' | 'concession';
  readonly claim: string;
}

/** What the model writes for both sides together. */
export interface SharedReply {
  readonly common: readonly RawShared[];
  readonly open: readonly RawShared[];
}

/** A shared statement as the model wrote it. */
export interface RawShared {
  readonly passage: number;
  readonly claim: string;
}

/** A shape the model is held to, and what can be saved of a reply that does not fit. */
export interface ReplyShape<Reply> {
  /** JSON schema for the model server. */
  readonly format: Readonly<Record<string, unknown>>;
  /** The reply, or what is wrong with it in words for the model. */
  read(text: string): { readonly reply: Reply } | { readonly problem: string };
  /** Takes what fits, item by item; `lost` counts items that do not. */
  salvage(text: string): { readonly reply: Reply; readonly lost: number };
}

const Kind = z.enum(['argument', 'evidence', 'concession']);

/** Shape for a side: only these people, only these passages. */
export function sideShape(people: readonly string[], passages: number): ReplyShape<SideReply> {
  const who = z.enum(people.length >= MIN_PEOPLE ? [...people] : [...people, '']);
  const point = z.strictObject({
    who,
    passage: numberUpTo(passages),
    kind: Kind,
    claim: z.string(),
  });
  const shape = z.strictObject({
    position: z.string(),
    points: z
      .array(point)
      .min(Math.max(1, Math.min(people.length, MAX_POINTS)))
      .max(MAX_POINTS),
  });
  const loose = z.object({
    who: z.string().nullish(),
    passage: z.coerce.number().int(),
    kind: Kind.catch('argument'),
    claim: z.string().min(1),
  });
  return {
    format: jsonSchema(shape),
    read: (text) => read(text, shape),
    salvage(text) {
      const { kept, lost } = salvageItems(text, (value) => loose.safeParse(value));
      const points = kept.slice(0, MAX_POINTS).map((item) => ({ ...item, who: item.who ?? '' }));
      return { reply: { position: salvageText(text, 'position'), points }, lost };
    },
  };
}

/** Shape for what both grant and what is open. */
export function sharedShape(passages: number): ReplyShape<SharedReply> {
  const item = z.strictObject({ passage: numberUpTo(passages), claim: z.string() });
  const list = z.array(item).max(MAX_SHARED);
  const shape = z.strictObject({ common: list, open: list });
  const loose = z.object({ passage: z.coerce.number().int(), claim: z.string().min(1) });
  return {
    format: jsonSchema(shape),
    read: (text) => read(text, shape),
    salvage(text) {
      const at = text.search(/"open"\s*:/u);
      const [head, tail] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
      const common = salvageItems(head, (value) => loose.safeParse(value));
      const open = salvageItems(tail, (value) => loose.safeParse(value));
      const reply = {
        common: common.kept.slice(0, MAX_SHARED),
        open: open.kept.slice(0, MAX_SHARED),
      };
      return { reply, lost: common.lost + open.lost };
    },
  };
}

/** An enumeration, because grammars of model servers know no bounds for numbers. */
function numberUpTo(most: number): z.ZodType<number> {
  const numbers = Array.from({ length: Math.max(1, most) }, (_, at) => z.literal(at + 1));
  return z.union(numbers);
}

function jsonSchema(shape: z.ZodType): Readonly<Record<string, unknown>> {
  const schema = Object.entries(z.toJSONSchema(shape)).filter(([key]) => key !== '$schema');
  return plainEnums(Object.fromEntries(schema)) as Record<string, unknown>;
}

/** `anyOf` of constants as `enum`, which every server's grammar understands. */
function plainEnums(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainEnums);
  if (typeof value !== 'object' || value === null) return value;
  const { anyOf } = value as { anyOf?: unknown };
  if (Array.isArray(anyOf) && anyOf.every(isConstant)) {
    return { type: 'integer', enum: anyOf.map((one) => one.const) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainEnums(inner)]));
}

function isConstant(value: unknown): value is { const: unknown } {
  return typeof value === 'object' && value !== null && 'const' in value;
}

function read<Reply>(
  text: string,
  shape: z.ZodType<Reply>,
): { reply: Reply } | { problem: string } {
  const value = parseJson(text);
  if (value === undefined) return { problem: 'The reply is not one complete JSON object.' };
  const parsed = shape.safeParse(value);
  if (parsed.success) return { reply: parsed.data };
  const problems = parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { problem: problems.join('; ').slice(0, 400) };
}

/** The object in a reply, whatever stands around it; undefined when there is none. */
function parseJson(text: string): unknown {
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (from < 0 || to < from) return undefined;
  try {
    return JSON.parse(text.slice(from, to + 1)) as unknown;
  } catch {
    return undefined;
  }
}

interface Parsed<Item> {
  readonly success: boolean;
  readonly data?: Item | undefined;
}

/** Every innermost object of a text that is one of the wanted items. */
function salvageItems<Item>(
  text: string,
  parse: (value: unknown) => Parsed<Item>,
): { kept: Item[]; lost: number } {
  const kept: Item[] = [];
  let lost = 0;
  for (const [object] of text.matchAll(/\{[^{}]*\}/gu)) {
    const value = parseJson(object);
    const parsed = value === undefined ? { success: false } : parse(value);
    if (parsed.success && parsed.data !== undefined) kept.push(parsed.data);
    else lost += 1;
  }
  return { kept, lost };
}

function salvageText(text: string, field: string): string {
  const match = new RegExp(`"${field}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`, 'u').exec(text);
  if (match?.[1] === undefined) return '';
  try {
    return String(JSON.parse(match[1]));
  } catch {
    return '';
  }
}

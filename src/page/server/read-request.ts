import type { Context } from 'hono';
import type { Language } from '../../domain/language.ts';
import type { Doing } from '../channel/page-call.ts';
import type { GivenValues } from '../channel/given-values.ts';
import type { PageChannel } from '../channel/page-channel.ts';
import { MAIN_CHANNEL_ID, pageMember } from '../page-members.ts';

/** A JSON object, or the `call` of a form together with its files. Untrusted. */
export interface Body {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, File>;
}

/** Most files of one request. */
const MAX_FILES = 2;

/** Null for what is no such thing. Its size is bounded by whoever calls. */
export async function readBody(context: Context): Promise<Body | null> {
  const type = context.req.header('content-type') ?? '';
  try {
    if (type.startsWith('application/json')) {
      return asBody(await context.req.json<unknown>(), new Map());
    }
    if (!type.startsWith('multipart/form-data')) return null;
    const form = await context.req.formData();
    const files = new Map<string, File>();
    for (const [key, value] of form) {
      if (value instanceof File && files.size < MAX_FILES) files.set(key, value);
    }
    const call = form.get('call');
    return typeof call === 'string' ? asBody(JSON.parse(call), files) : null;
  } catch {
    return null;
  }
}

function asBody(value: unknown, files: ReadonlyMap<string, File>): Body | null {
  return isRecord(value) ? { fields: value, files } : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of a body; empty where there is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function languageOf(value: unknown): Language {
  return value === 'de' ? 'de' : 'en';
}

/** Who does it where; null for nobody the page knows. */
export function doingOf(fields: Body['fields'], channel: PageChannel): Doing | null {
  const member = pageMember(fields['member']);
  if (member === null) return null;
  const wanted = textOf(fields['channel']);
  const channelId = channel.hasChannel(wanted) ? wanted : MAIN_CHANNEL_ID;
  return { member, channelId, language: languageOf(fields['language']) };
}

export function givenOf({ fields, files }: Body): GivenValues {
  const { subcommand, values } = fields;
  return {
    subcommand: typeof subcommand === 'string' ? subcommand : null,
    values: isRecord(values) ? values : {},
    files,
  };
}

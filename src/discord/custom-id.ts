import { MAX_CUSTOM_ID_CHARS } from './discord-limits.ts';

/** Verb of the menu below the buttons; its values are the ids of what they do. */
export const MORE_VERB = 'more';

/** What a button, menu or form is about. On the wire `verb:subject`. */
export interface ActionId {
  /** `[a-z-]+`. */
  readonly verb: string;
  readonly subject: string;
}

/** Null when the parts do not make an id Discord and `parseActionId` take. */
export function formatActionId({ verb, subject }: ActionId): string | null {
  const id = `${verb}:${subject}`;
  return id.length <= MAX_CUSTOM_ID_CHARS && parseActionId(id) !== null ? id : null;
}

/** Null for anything Cria did not write. */
export function parseActionId(customId: string): ActionId | null {
  const match = /^([a-z-]+):([^:]+)$/u.exec(customId);
  return match?.[1] === undefined || match[2] === undefined
    ? null
    : { verb: match[1], subject: match[2] };
}

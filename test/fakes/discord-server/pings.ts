import { isJsonObject, textOf, type Json, type JsonObject } from './wire.ts';

const MENTIONS = [
  { kind: 'everyone', pattern: /@(?:everyone|here)/gu },
  { kind: 'users', pattern: /<@!?\d+>/gu },
  { kind: 'roles', pattern: /<@&\d+>/gu },
] as const;

/**
 * Whom a new message calls: what its text mentions as far as `allowed_mentions` lets it, all of it where
 * that is missing, and then whom it replies to as well.
 * https://docs.discord.com/developers/resources/message#allowed-mentions-object
 */
export function pingsOf(body: JsonObject): string[] {
  const allowed = isJsonObject(body.allowed_mentions) ? body.allowed_mentions : null;
  const mayCall = (kind: string): boolean =>
    allowed === null || (Array.isArray(allowed.parse) && allowed.parse.includes(kind));
  const named = MENTIONS.filter(({ kind }) => mayCall(kind)).flatMap(
    ({ pattern }) => textOf(body.content).match(pattern) ?? [],
  );
  const isReply = isJsonObject(body.message_reference);
  const callsReplied = isReply && (allowed === null || allowed.replied_user === true);
  return [
    ...named,
    ...listed(allowed?.users),
    ...listed(allowed?.roles),
    ...(callsReplied ? ['whom it replies to'] : []),
  ];
}

const listed = (ids: Json | undefined): string[] =>
  Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];

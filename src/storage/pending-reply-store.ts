import type { Language } from '../domain/language.ts';
import type { PendingReply, PendingReplyStore } from '../domain/stores.ts';
import type { SqliteStore } from './database.ts';

interface PendingReplyRow {
  readonly request_id: string;
  readonly application_id: string;
  readonly interaction_token: string | null;
  readonly token_expires_at_ms: number;
  readonly channel_id: string;
  readonly message_id: string | null;
  readonly question: string;
  readonly language: Language;
  readonly is_private: number;
  readonly user_id: string;
  readonly guild_id: string | null;
}

/** Replies under way, in the order they began. */
export function sqlitePendingReplies(store: SqliteStore): PendingReplyStore {
  return {
    begin: (reply) =>
      store.run(() => {
        insert(store, reply);
      }),
    setMessage: (requestId, messageId) =>
      store.run(() => {
        store.change(
          'UPDATE pending_replies SET message_id = ? WHERE request_id = ?',
          messageId,
          requestId,
        );
      }),
    finish: (requestId) =>
      store.run(() => {
        store.change('DELETE FROM pending_replies WHERE request_id = ?', requestId);
      }),
    get: (requestId) =>
      store.run(() => {
        const row = store.row<PendingReplyRow>(
          'SELECT * FROM pending_replies WHERE request_id = ?',
          requestId,
        );
        return row === undefined ? null : fromRow(row);
      }),
    list: (nowMs) =>
      store.transact(() => {
        dropExpiredTokens(store, nowMs);
        return store
          .rows<PendingReplyRow>('SELECT * FROM pending_replies ORDER BY ordinal')
          .map(fromRow);
      }),
  };
}

/** Deletes the tokens that can no longer be used; for use inside `run` or `transact`. */
export function dropExpiredTokens(store: SqliteStore, nowMs: number): void {
  store.change(
    `UPDATE pending_replies SET interaction_token = NULL
     WHERE interaction_token IS NOT NULL AND token_expires_at_ms <= ?`,
    nowMs,
  );
}

function insert(store: SqliteStore, reply: PendingReply): void {
  store.change(
    `INSERT OR REPLACE INTO pending_replies (request_id, application_id, interaction_token,
       token_expires_at_ms, channel_id, message_id, question, language, is_private, user_id, guild_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    reply.requestId,
    reply.applicationId,
    reply.interactionToken,
    reply.tokenExpiresAtMs,
    reply.channelId,
    reply.messageId,
    reply.question,
    reply.language,
    reply.isPrivate ? 1 : 0,
    reply.userId,
    reply.guildId,
  );
}

function fromRow(row: PendingReplyRow): PendingReply {
  return {
    requestId: row.request_id,
    applicationId: row.application_id,
    interactionToken: row.interaction_token,
    tokenExpiresAtMs: row.token_expires_at_ms,
    channelId: row.channel_id,
    messageId: row.message_id,
    question: row.question,
    language: row.language,
    isPrivate: row.is_private === 1,
    userId: row.user_id,
    guildId: row.guild_id,
  };
}

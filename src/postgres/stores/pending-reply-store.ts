import type { Language } from '../../domain/language.ts';
import type { PendingReply, PendingReplyStore } from '../../domain/stores.ts';
import { EVERY_SERVER, NO_SERVER, type PostgresDatabase, type Sql } from '../database.ts';
import { isGone, type Presence } from '../presence.ts';

interface PendingReplyRow {
  readonly request_id: string;
  readonly application_id: string;
  readonly interaction_token: string | null;
  readonly token_expires_at_ms: number;
  readonly channel_id: string;
  readonly message_id: string | null;
  readonly question: string;
  readonly language: Language;
  readonly is_private: boolean;
  readonly user_id: string;
  readonly server_id: string;
}

/**
 * Replies under way, in the order they began; looked up by their request alone. `list` leaves out what
 * other processes that live are at.
 */
export function postgresPendingReplies(
  database: PostgresDatabase,
  presence: Presence,
): PendingReplyStore {
  const run = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => database.run(EVERY_SERVER, work);
  return {
    async begin(reply) {
      await presence.show();
      await run(async (sql) => {
        await sql.change('DELETE FROM cria.pending_replies WHERE request_id = $1', reply.requestId);
        await insert(sql, reply, presence.instance);
      });
    },
    setMessage: (requestId, messageId) =>
      run(async (sql) => {
        await sql.change(
          'UPDATE cria.pending_replies SET message_id = $2 WHERE request_id = $1',
          requestId,
          messageId,
        );
      }),
    finish: (requestId) =>
      run(async (sql) => {
        await sql.change('DELETE FROM cria.pending_replies WHERE request_id = $1', requestId);
      }),
    get: (requestId) =>
      run(async (sql) => {
        const row = await sql.row<PendingReplyRow>(
          'SELECT * FROM cria.pending_replies WHERE request_id = $1',
          requestId,
        );
        return row === undefined ? null : fromRow(row);
      }),
    list: (nowMs) =>
      run(async (sql) => {
        await dropExpiredTokens(sql, nowMs);
        const rows = await sql.rows<PendingReplyRow>(
          `SELECT * FROM cria.pending_replies WHERE owner = $1 OR ${isGone('owner')}
           ORDER BY ordinal`,
          presence.instance,
        );
        return rows.map(fromRow);
      }),
  };
}

/** Deletes the tokens that can no longer be used. */
export async function dropExpiredTokens(sql: Sql, nowMs: number): Promise<void> {
  await sql.change(
    `UPDATE cria.pending_replies SET interaction_token = NULL
     WHERE interaction_token IS NOT NULL AND token_expires_at_ms <= $1`,
    nowMs,
  );
}

async function insert(sql: Sql, reply: PendingReply, owner: string): Promise<void> {
  await sql.change(
    `INSERT INTO cria.pending_replies (request_id, application_id, interaction_token,
       token_expires_at_ms, channel_id, message_id, question, language, is_private, user_id, server_id, owner)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    reply.requestId,
    reply.applicationId,
    reply.interactionToken,
    reply.tokenExpiresAtMs,
    reply.channelId,
    reply.messageId,
    reply.question,
    reply.language,
    reply.isPrivate,
    reply.userId,
    reply.guildId ?? NO_SERVER,
    owner,
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
    isPrivate: row.is_private,
    userId: row.user_id,
    guildId: row.server_id === NO_SERVER ? null : row.server_id,
  };
}

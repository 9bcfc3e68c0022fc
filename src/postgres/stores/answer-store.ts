import type { Answer } from '../../domain/answer.ts';
import { AppError } from '../../domain/errors.ts';
import type { AnswerStore, StoredAnswer } from '../../domain/stores.ts';
import { EVERY_SERVER, NO_SERVER, type PostgresDatabase, type Sql } from '../database.ts';

interface AnswerRow {
  readonly user_id: string;
  readonly server_id: string;
  readonly channel_id: string;
  readonly conversation_key: string;
  readonly is_private: boolean;
  readonly created_at_ms: number;
  readonly parent_id: string | null;
  readonly answer_json: string;
}

/** Answers as JSON beside the columns that are searched. Looked up by their own id alone. */
export function postgresAnswers(database: PostgresDatabase): AnswerStore {
  return {
    save: (stored) =>
      database.run(EVERY_SERVER, async (sql) => {
        const { parentId } = stored;
        if (parentId !== undefined && !(await holdAnswer(sql, parentId))) return 'parent-gone';
        await insert(sql, stored);
        return 'saved';
      }),
    get: (answerId) =>
      database.run(EVERY_SERVER, async (sql) => {
        const row = await sql.row<AnswerRow>('SELECT * FROM cria.answers WHERE id = $1', answerId);
        return row === undefined ? null : fromRow(row, { answerId, place: database.place });
      }),
    // In here and not by the server, whose JSON takes fewer characters than ours.
    noteShowing: (answerId, { edits, atMs }) =>
      database.run(EVERY_SERVER, async (sql) => {
        const found = 'SELECT * FROM cria.answers WHERE id = $1 FOR UPDATE';
        const row = await sql.row<AnswerRow>(found, answerId);
        if (row === undefined) return;
        const answer = parseAnswer(row.answer_json, { answerId, place: database.place });
        if (answer.receipt === undefined) return;
        const noted: Answer = { ...answer, receipt: { ...answer.receipt, edits, editsAtMs: atMs } };
        const change = 'UPDATE cria.answers SET answer_json = $2 WHERE id = $1';
        await sql.change(change, answerId, JSON.stringify(noted));
      }),
    latest: (userId, keys) =>
      database.run(EVERY_SERVER, async (sql) => {
        const row = await sql.row<AnswerRow & { readonly id: string }>(
          `SELECT * FROM cria.answers WHERE user_id = $1 AND conversation_key = ANY ($2::text[])
           ORDER BY created_at_ms DESC LIMIT 1`,
          userId,
          [...keys],
        );
        const { place } = database;
        return row === undefined ? null : fromRow(row, { answerId: row.id, place });
      }),
  };
}

/** Whether an answer is still there; it stays until the work ends. */
export async function holdAnswer(sql: Sql, answerId: string): Promise<boolean> {
  const held = 'SELECT 1 FROM cria.answers WHERE id = $1 FOR KEY SHARE';
  return (await sql.row(held, answerId)) !== undefined;
}

async function insert(sql: Sql, stored: StoredAnswer): Promise<void> {
  await sql.change(
    `INSERT INTO cria.answers (id, user_id, server_id, channel_id, conversation_key, is_private,
       created_at_ms, parent_id, answer_json)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, server_id = excluded.server_id,
       channel_id = excluded.channel_id, conversation_key = excluded.conversation_key,
       is_private = excluded.is_private, created_at_ms = excluded.created_at_ms,
       parent_id = excluded.parent_id, answer_json = excluded.answer_json`,
    stored.answer.id,
    stored.userId,
    stored.guildId ?? NO_SERVER,
    stored.channelId,
    stored.conversationKey,
    stored.isPrivate,
    stored.createdAtMs,
    stored.parentId ?? null,
    JSON.stringify(stored.answer),
  );
}

function fromRow(row: AnswerRow, at: { answerId: string; place: string }): StoredAnswer {
  return {
    answer: parseAnswer(row.answer_json, at),
    userId: row.user_id,
    guildId: row.server_id === NO_SERVER ? null : row.server_id,
    channelId: row.channel_id,
    conversationKey: row.conversation_key,
    isPrivate: row.is_private,
    createdAtMs: row.created_at_ms,
    ...(row.parent_id === null ? {} : { parentId: row.parent_id }),
  };
}

function parseAnswer(
  json: string,
  { answerId, place }: { answerId: string; place: string },
): Answer {
  try {
    return JSON.parse(json) as Answer;
  } catch (cause) {
    throw new AppError('storage-failed', `The answer ${answerId} in ${place} cannot be read.`, {
      cause,
      details: { file: place, answerId },
    });
  }
}

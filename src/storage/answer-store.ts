import type { Answer, AnswerReason } from '../domain/answer.ts';
import { AppError } from '../domain/errors.ts';
import type { AnswerStore, StoredAnswer } from '../domain/stores.ts';
import type { SqliteStore } from './database.ts';

interface AnswerRow {
  readonly user_id: string;
  readonly guild_id: string | null;
  readonly channel_id: string;
  readonly conversation_key: string;
  readonly is_private: number;
  readonly created_at_ms: number;
  readonly parent_id: string | null;
  readonly answer_json: string;
}

/** Reasons that answers of earlier versions were kept with, and what they are called now. */
const RENAMED_REASONS: Readonly<Record<string, AnswerReason>> = {
  'ollama-unreachable': 'model-unreachable',
};

/** Answers as JSON beside the columns that are searched. */
export function sqliteAnswers(store: SqliteStore): AnswerStore {
  return {
    save: (stored) =>
      store.transact(() => {
        if (stored.parentId !== undefined && !hasAnswer(store, stored.parentId)) {
          return 'parent-gone';
        }
        insert(store, stored);
        return 'saved';
      }),
    get: (answerId) =>
      store.run(() => {
        const row = store.row<AnswerRow>('SELECT * FROM answers WHERE id = ?', answerId);
        return row === undefined ? null : fromRow(row, { answerId, file: store.file });
      }),
    noteShowing: (answerId, { edits, atMs }) =>
      store.run(() => {
        store.change(
          `UPDATE answers SET answer_json = json_set(answer_json, '$.receipt.edits', ?,
             '$.receipt.editsAtMs', json(?))
           WHERE id = ? AND json_type(answer_json, '$.receipt') = 'object'`,
          edits,
          JSON.stringify(atMs),
          answerId,
        );
      }),
    latest: (userId, keys) =>
      store.run(() => {
        const row = store.row<AnswerRow & { readonly id: string }>(
          `SELECT * FROM answers
           WHERE user_id = ? AND conversation_key IN (SELECT value FROM json_each(?))
           ORDER BY created_at_ms DESC, rowid DESC LIMIT 1`,
          userId,
          JSON.stringify(keys),
        );
        return row === undefined ? null : fromRow(row, { answerId: row.id, file: store.file });
      }),
  };
}

/** Whether an answer is still there; for use inside `run` or `transact`. */
export function hasAnswer(store: SqliteStore, answerId: string): boolean {
  return store.row('SELECT 1 FROM answers WHERE id = ?', answerId) !== undefined;
}

function insert(store: SqliteStore, stored: StoredAnswer): void {
  store.change(
    `INSERT INTO answers (id, user_id, guild_id, channel_id, conversation_key, is_private,
       created_at_ms, parent_id, answer_json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, guild_id = excluded.guild_id,
       channel_id = excluded.channel_id, conversation_key = excluded.conversation_key,
       is_private = excluded.is_private, created_at_ms = excluded.created_at_ms,
       parent_id = excluded.parent_id, answer_json = excluded.answer_json`,
    stored.answer.id,
    stored.userId,
    stored.guildId,
    stored.channelId,
    stored.conversationKey,
    stored.isPrivate ? 1 : 0,
    stored.createdAtMs,
    stored.parentId ?? null,
    JSON.stringify(stored.answer),
  );
}

function fromRow(row: AnswerRow, at: { answerId: string; file: string }): StoredAnswer {
  return {
    answer: parseAnswer(row.answer_json, at),
    userId: row.user_id,
    guildId: row.guild_id,
    channelId: row.channel_id,
    conversationKey: row.conversation_key,
    isPrivate: row.is_private === 1,
    createdAtMs: row.created_at_ms,
    parentId: row.parent_id ?? undefined,
  };
}

function parseAnswer(json: string, { answerId, file }: { answerId: string; file: string }): Answer {
  try {
    const answer = JSON.parse(json) as Answer;
    return { ...answer, reason: RENAMED_REASONS[answer.reason ?? ''] ?? answer.reason };
  } catch (cause) {
    throw new AppError(
      'storage-failed',
      `The answer ${answerId} in ${file} cannot be read: its JSON is damaged.`,
      { cause, details: { file, answerId } },
    );
  }
}

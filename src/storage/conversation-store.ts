import { MAX_TURNS, type ConversationStore } from '../domain/stores.ts';
import type { SqliteStore } from './database.ts';

interface TurnRow {
  readonly answer_id: string;
  readonly user_id: string;
  readonly question: string;
  readonly answer: string;
  readonly asked_at_ms: number;
}

/** Turns in the order they were added. */
export function sqliteConversations(store: SqliteStore): ConversationStore {
  return {
    append: (key, turn) =>
      store.transact(() => {
        store.change(
          `INSERT INTO turns (conversation_key, answer_id, user_id, question, answer, asked_at_ms)
           VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (conversation_key, answer_id) DO UPDATE SET user_id = excluded.user_id,
             question = excluded.question, answer = excluded.answer,
             asked_at_ms = excluded.asked_at_ms`,
          key,
          turn.answerId,
          turn.userId,
          turn.question,
          turn.answer,
          turn.askedAtMs,
        );
        store.change(
          `DELETE FROM turns WHERE conversation_key = ? AND ordinal NOT IN
             (SELECT ordinal FROM turns WHERE conversation_key = ? ORDER BY ordinal DESC LIMIT ?)`,
          key,
          key,
          MAX_TURNS,
        );
      }),
    read: (key) =>
      store.run(() =>
        store
          .rows<TurnRow>('SELECT * FROM turns WHERE conversation_key = ? ORDER BY ordinal', key)
          .map((row) => ({
            answerId: row.answer_id,
            userId: row.user_id,
            question: row.question,
            answer: row.answer,
            askedAtMs: row.asked_at_ms,
          })),
      ),
    clear: (key) =>
      store.run(() => {
        store.change('DELETE FROM turns WHERE conversation_key = ?', key);
      }),
  };
}

import { MAX_REASON_CHARS, type FeedbackStore, type Vote } from '../domain/stores.ts';
import { hasAnswer } from './answer-store.ts';
import type { SqliteStore } from './database.ts';

interface FeedbackRow {
  readonly vote: Vote;
  readonly reason: string | null;
  readonly created_at_ms: number;
}

const SELECT = `SELECT vote, reason, created_at_ms FROM feedback WHERE answer_id = ? AND user_id = ?`;

/** One row a user and answer; goes with its answer. */
export function sqliteFeedback(store: SqliteStore): FeedbackStore {
  return {
    put: ({ answerId, userId, vote, reason, createdAtMs }) =>
      store.transact(() => {
        if (!hasAnswer(store, answerId)) return 'answer-gone';
        const before = store.row<FeedbackRow>(SELECT, answerId, userId);
        const kept = before?.vote === vote ? before.reason : null;
        store.change(
          `INSERT INTO feedback (answer_id, user_id, vote, reason, created_at_ms)
           VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (answer_id, user_id) DO UPDATE SET
             vote = excluded.vote, reason = excluded.reason, created_at_ms = excluded.created_at_ms`,
          answerId,
          userId,
          vote,
          reason?.slice(0, MAX_REASON_CHARS) ?? kept,
          createdAtMs,
        );
        return before === undefined ? 'new' : 'changed';
      }),
    get: (answerId, userId) =>
      store.run(() => {
        const row = store.row<FeedbackRow>(SELECT, answerId, userId);
        if (row === undefined) return null;
        const { vote, reason, created_at_ms: createdAtMs } = row;
        return { answerId, userId, vote, reason, createdAtMs };
      }),
    counts: (answerId) =>
      store.run(() => {
        const rows = store.rows<{ vote: Vote; votes: number }>(
          'SELECT vote, count(*) AS votes FROM feedback WHERE answer_id = ? GROUP BY vote',
          answerId,
        );
        const of = (vote: Vote): number => rows.find((row) => row.vote === vote)?.votes ?? 0;
        return { up: of('up'), down: of('down') };
      }),
  };
}

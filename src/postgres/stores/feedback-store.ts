import { MAX_REASON_CHARS, type FeedbackStore, type Vote } from '../../domain/stores.ts';
import { EVERY_SERVER, type PostgresDatabase } from '../database.ts';
import { holdAnswer } from './answer-store.ts';

interface FeedbackRow {
  readonly vote: Vote;
  readonly reason: string | null;
  readonly created_at_ms: number;
}

const SELECT =
  'SELECT vote, reason, created_at_ms FROM cria.feedback WHERE answer_id = $1 AND user_id = $2';

/** One row a user and answer; goes with its answer. */
export function postgresFeedback(database: PostgresDatabase): FeedbackStore {
  return {
    put: ({ answerId, userId, vote, reason, createdAtMs }) =>
      database.run(EVERY_SERVER, async (sql) => {
        if (!(await holdAnswer(sql, answerId))) return 'answer-gone';
        await sql.lock(`feedback ${answerId} ${userId}`);
        const before = await sql.row<FeedbackRow>(SELECT, answerId, userId);
        const kept = before?.vote === vote ? before.reason : null;
        await sql.change(
          `INSERT INTO cria.feedback (answer_id, user_id, vote, reason, created_at_ms)
           VALUES ($1, $2, $3, $4, $5)
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
      database.run(EVERY_SERVER, async (sql) => {
        const row = await sql.row<FeedbackRow>(SELECT, answerId, userId);
        if (row === undefined) return null;
        const { vote, reason, created_at_ms: createdAtMs } = row;
        return { answerId, userId, vote, reason, createdAtMs };
      }),
    counts: (answerId) =>
      database.run(EVERY_SERVER, async (sql) => {
        const rows = await sql.rows<{ vote: Vote; votes: number }>(
          'SELECT vote, count(*) AS votes FROM cria.feedback WHERE answer_id = $1 GROUP BY vote',
          answerId,
        );
        const of = (vote: Vote): number => rows.find((row) => row.vote === vote)?.votes ?? 0;
        return { up: of('up'), down: of('down') };
      }),
  };
}

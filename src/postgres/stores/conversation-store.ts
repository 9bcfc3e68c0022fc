import { MAX_TURNS, type ConversationStore } from '../../domain/stores.ts';
import { EVERY_SERVER, type PostgresDatabase } from '../database.ts';

interface TurnRow {
  readonly answer_id: string;
  readonly user_id: string;
  readonly question: string;
  readonly answer: string;
  readonly asked_at_ms: number;
}

/** Turns in the order they were added; looked up by the key of their conversation alone. */
export function postgresConversations(database: PostgresDatabase): ConversationStore {
  return {
    append: (key, turn) =>
      database.run(EVERY_SERVER, async (sql) => {
        await sql.lock(`conversation ${key}`);
        await sql.change(
          `INSERT INTO cria.turns (conversation_key, answer_id, user_id, question, answer, asked_at_ms)
           VALUES ($1, $2, $3, $4, $5, $6)
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
        await sql.change(
          `DELETE FROM cria.turns WHERE conversation_key = $1 AND ordinal NOT IN
             (SELECT ordinal FROM cria.turns WHERE conversation_key = $1
              ORDER BY ordinal DESC LIMIT $2)`,
          key,
          MAX_TURNS,
        );
      }),
    read: (key) =>
      database.run(EVERY_SERVER, async (sql) => {
        const rows = await sql.rows<TurnRow>(
          'SELECT * FROM cria.turns WHERE conversation_key = $1 ORDER BY ordinal',
          key,
        );
        return rows.map((row) => ({
          answerId: row.answer_id,
          userId: row.user_id,
          question: row.question,
          answer: row.answer,
          askedAtMs: row.asked_at_ms,
        }));
      }),
    clear: (key) =>
      database.run(EVERY_SERVER, async (sql) => {
        await sql.change('DELETE FROM cria.turns WHERE conversation_key = $1', key);
      }),
  };
}

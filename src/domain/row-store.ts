/*
 * What is remembered, row by row and in the same form whatever keeps it: to move it from one store to
 * another and to compare both. The index is not among it: it is built from the articles.
 */

/** How a column is written: `flag` as a boolean, `ids` as a list of texts, `bytes` in hex. */
export type ColumnKind = 'text' | 'number' | 'flag' | 'ids' | 'bytes';

/** A table by its columns; a server id is empty where there is no server. */
export interface RowTable {
  readonly name: string;
  /** Rows are read in the order of these; rows that others hang on come first. */
  readonly order: readonly string[];
  /** What a row of the same is replaced by. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** Column that says in which order rows were added. */
  readonly ordinal?: string;
}

/** Parents before what hangs on them. */
export const ROW_TABLES: readonly RowTable[] = [
  {
    name: 'answers',
    order: ['created_at_ms', 'id'], // an answer is younger than the one it derives from
    key: ['id'],
    columns: {
      ...{ id: 'text', user_id: 'text', server_id: 'text', channel_id: 'text' },
      ...{ conversation_key: 'text', is_private: 'flag', created_at_ms: 'number' },
      ...{ parent_id: 'text', answer_json: 'text' },
    },
  },
  {
    name: 'feedback',
    order: ['answer_id', 'user_id'],
    key: ['answer_id', 'user_id'],
    columns: {
      ...{ answer_id: 'text', user_id: 'text', vote: 'text', reason: 'text' },
      created_at_ms: 'number',
    },
  },
  {
    name: 'turns',
    order: ['conversation_key', 'answer_id'],
    key: ['conversation_key', 'answer_id'],
    columns: {
      ...{ ordinal: 'number', conversation_key: 'text', answer_id: 'text', user_id: 'text' },
      ...{ question: 'text', answer: 'text', asked_at_ms: 'number' },
    },
    ordinal: 'ordinal',
  },
  {
    name: 'guild_settings',
    order: ['server_id'],
    key: ['server_id'],
    columns: {
      ...{ server_id: 'text', allowed_channels: 'ids', denied_channels: 'ids', ask_roles: 'ids' },
      ...{ reindex_roles: 'ids', language: 'text', visibility: 'text' },
      ...{ daily_limit_per_user: 'number', daily_limit_per_guild: 'number' },
    },
  },
  { name: 'usage_days', order: ['day'], key: ['day'], columns: { day: 'text', salt: 'bytes' } },
  {
    name: 'usage',
    order: ['day', 'server_id', 'user_key'],
    key: ['day', 'server_id', 'user_key'],
    columns: { day: 'text', server_id: 'text', user_key: 'text', questions: 'number' },
  },
  {
    name: 'pending_replies',
    order: ['request_id'],
    key: ['request_id'],
    columns: {
      ...{ ordinal: 'number', request_id: 'text', application_id: 'text' },
      ...{ interaction_token: 'text', token_expires_at_ms: 'number', channel_id: 'text' },
      ...{ message_id: 'text', question: 'text', language: 'text', is_private: 'flag' },
      ...{ user_id: 'text', server_id: 'text' },
    },
    ordinal: 'ordinal',
  },
  {
    name: 'poll_votes',
    order: ['server_id', 'topic_id', 'user_id'],
    key: ['server_id', 'topic_id', 'user_id'],
    columns: {
      ...{ server_id: 'text', topic_id: 'text', user_id: 'text', choice: 'text' },
      voted_at_ms: 'number',
    },
  },
  {
    name: 'channel_polls',
    order: ['server_id', 'channel_id', 'topic_id'],
    key: ['server_id', 'channel_id', 'topic_id'],
    columns: {
      ...{ server_id: 'text', channel_id: 'text', topic_id: 'text', message_id: 'text' },
      ...{ ends_at_ms: 'number', first_votes: 'number', second_votes: 'number' },
    },
  },
  {
    name: 'left_servers',
    order: ['server_id'],
    key: ['server_id'],
    columns: { server_id: 'text', left_at_ms: 'number' },
  },
];

/** One value of a row. */
export type RowValue = string | number | boolean | null | readonly string[];

/** A row by column. */
export type Row = Readonly<Record<string, RowValue>>;

/** What is remembered, as rows. Methods throw AppError `storage-failed` | `disk-full`. */
export interface RowStore {
  /** The rows after one, in the table's order; from the first without one. */
  read(table: RowTable, after: Row | null, limit: number): Promise<readonly Row[]>;
  /** Rows by their keys, those that are there. */
  find(table: RowTable, rows: readonly Row[]): Promise<readonly Row[]>;
  /** Inserts rows, or replaces those of the same key. */
  write(table: RowTable, rows: readonly Row[]): Promise<void>;
  /** Removes the rows of these keys. */
  remove(table: RowTable, rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

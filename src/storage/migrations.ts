/** One step of the schema. A step that was released is never changed: a new one is added. */
export interface Migration {
  /** Counted from 1, without gaps. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Condition for what is none of Discord's ids; `expression` is a literal of this file. */
function noId(expression: string, maxDigits = 21): string {
  return `(${expression} GLOB '*[^0-9]*' OR length(${expression}) NOT BETWEEN 15 AND ${maxDigits})`;
}

/** All steps in order. Ids, days and choices are text; moments are milliseconds since the epoch. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'answers and feedback',
    sql: `
      CREATE TABLE answers (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL,
        guild_id TEXT,
        channel_id TEXT NOT NULL,
        conversation_key TEXT NOT NULL,
        is_private INTEGER NOT NULL CHECK (is_private IN (0, 1)),
        created_at_ms INTEGER NOT NULL,
        parent_id TEXT REFERENCES answers (id) ON DELETE CASCADE,
        answer_json TEXT NOT NULL
      ) STRICT;
      CREATE INDEX answers_by_user ON answers (user_id);
      CREATE INDEX answers_by_age ON answers (created_at_ms);
      CREATE INDEX answers_by_parent ON answers (parent_id);
      CREATE TABLE feedback (
        answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
        user_id TEXT NOT NULL,
        vote TEXT NOT NULL CHECK (vote IN ('up', 'down')),
        reason TEXT,
        created_at_ms INTEGER NOT NULL,
        PRIMARY KEY (answer_id, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX feedback_by_user ON feedback (user_id);
      CREATE INDEX feedback_by_age ON feedback (created_at_ms);`,
  },
  {
    version: 2,
    name: 'conversations',
    sql: `
      CREATE TABLE turns (
        ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_key TEXT NOT NULL,
        answer_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        asked_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX turns_by_key ON turns (conversation_key, answer_id);
      CREATE INDEX turns_by_user ON turns (user_id);
      CREATE INDEX turns_by_answer ON turns (answer_id);
      CREATE INDEX turns_by_age ON turns (asked_at_ms);`,
  },
  {
    version: 3,
    name: 'server settings and daily counts',
    sql: `
      CREATE TABLE guild_settings (
        guild_id TEXT PRIMARY KEY,
        allowed_channels TEXT NOT NULL,
        denied_channels TEXT NOT NULL,
        ask_roles TEXT NOT NULL,
        reindex_roles TEXT NOT NULL,
        language TEXT,
        visibility TEXT NOT NULL CHECK (visibility IN ('public', 'private')),
        daily_limit_per_user INTEGER,
        daily_limit_per_guild INTEGER
      ) STRICT;
      CREATE TABLE usage_days (day TEXT PRIMARY KEY, salt BLOB NOT NULL) STRICT;
      CREATE TABLE usage (
        day TEXT NOT NULL REFERENCES usage_days (day) ON DELETE CASCADE,
        guild_id TEXT NOT NULL,
        user_key TEXT NOT NULL,
        questions INTEGER NOT NULL CHECK (questions >= 0),
        PRIMARY KEY (day, guild_id, user_key)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    version: 4,
    name: 'replies under way',
    sql: `
      CREATE TABLE pending_replies (
        ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
        request_id TEXT NOT NULL UNIQUE,
        application_id TEXT NOT NULL,
        interaction_token TEXT,
        token_expires_at_ms INTEGER NOT NULL,
        channel_id TEXT NOT NULL,
        message_id TEXT,
        question TEXT NOT NULL,
        language TEXT NOT NULL,
        is_private INTEGER NOT NULL CHECK (is_private IN (0, 1)),
        user_id TEXT NOT NULL,
        guild_id TEXT
      ) STRICT;
      CREATE INDEX pending_replies_by_user ON pending_replies (user_id);`,
  },
  {
    version: 5,
    name: 'poll votes',
    sql: `
      CREATE TABLE poll_votes (
        guild_id TEXT NOT NULL,
        topic_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        choice TEXT NOT NULL,
        voted_at_ms INTEGER NOT NULL,
        PRIMARY KEY (guild_id, topic_id, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX poll_votes_by_user ON poll_votes (user_id);
      CREATE INDEX poll_votes_by_age ON poll_votes (voted_at_ms);`,
  },
  {
    version: 6,
    // Once a missing channel was stored as the interaction's token, which is a secret.
    name: 'channels are ids',
    sql: `
      DELETE FROM turns WHERE ${noId(
        `replace(replace(replace(replace(conversation_key,
             'private:', ''), 'channel:', ''), 'thread:', ''), ':', '')`,
        42,
      )};
      UPDATE answers SET channel_id = user_id, conversation_key = '' WHERE ${noId('channel_id')};
      UPDATE pending_replies SET channel_id = user_id WHERE ${noId('channel_id')};`,
  },
  {
    version: 7,
    name: 'servers that were left',
    sql: `
      CREATE TABLE left_servers (
        guild_id TEXT PRIMARY KEY,
        left_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX answers_by_guild ON answers (guild_id);`,
  },
  {
    version: 8,
    name: 'polls of channels',
    sql: `
      CREATE TABLE channel_polls (
        guild_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        topic_id TEXT NOT NULL,
        message_id TEXT NOT NULL,
        ends_at_ms INTEGER NOT NULL,
        first_votes INTEGER,
        second_votes INTEGER,
        PRIMARY KEY (guild_id, channel_id, topic_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX channel_polls_by_message ON channel_polls (message_id);
      CREATE INDEX channel_polls_by_age ON channel_polls (ends_at_ms);`,
  },
];

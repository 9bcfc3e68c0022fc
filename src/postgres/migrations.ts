/** One step of the schema. A step that was released is never changed: a new one is added. */
export interface Migration {
  /** Counted from 1, without gaps. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Rows of a table that the work under way may see; `server` is an expression of the row. */
function policy(table: string, server: string): string {
  return `
    ALTER TABLE cria.${table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY by_server ON cria.${table} TO cria_member
      USING (current_setting('cria.server', true) IN (${server}, '*'));
    GRANT SELECT, INSERT, UPDATE, DELETE ON cria.${table} TO cria_member;`;
}

/**
 * All steps in order. Ids, days and choices are text; moments are milliseconds since the epoch; an
 * empty server id stands for "outside a server".
 *
 * Row security holds for the role `cria_member`, which all work but building is done in: a query
 * that forgets its filter finds rows of its own server, and one that forgets to say its server finds
 * none.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'what is remembered',
    sql: `
      CREATE SCHEMA IF NOT EXISTS cria;
      CREATE TABLE cria.migrations (
        version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
      );
      DO $$ BEGIN
        CREATE ROLE cria_member NOLOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
      DO $$ BEGIN
        EXECUTE format('GRANT cria_member TO %I', current_user);
      EXCEPTION WHEN invalid_grant_operation THEN NULL; END $$;
      GRANT USAGE ON SCHEMA cria TO cria_member;

      CREATE TABLE cria.answers (
        id text PRIMARY KEY,
        user_id text NOT NULL,
        server_id text NOT NULL,
        channel_id text NOT NULL,
        conversation_key text NOT NULL,
        is_private boolean NOT NULL,
        created_at_ms bigint NOT NULL,
        parent_id text REFERENCES cria.answers (id) ON DELETE CASCADE,
        answer_json text NOT NULL
      );
      CREATE INDEX answers_by_user ON cria.answers (user_id);
      CREATE INDEX answers_by_age ON cria.answers (created_at_ms);
      CREATE INDEX answers_by_parent ON cria.answers (parent_id) WHERE parent_id IS NOT NULL;
      CREATE INDEX answers_by_server ON cria.answers (server_id);
      ${policy('answers', 'server_id')}

      CREATE TABLE cria.feedback (
        answer_id text NOT NULL REFERENCES cria.answers (id) ON DELETE CASCADE,
        user_id text NOT NULL,
        vote text NOT NULL CHECK (vote IN ('up', 'down')),
        reason text,
        created_at_ms bigint NOT NULL,
        PRIMARY KEY (answer_id, user_id)
      );
      CREATE INDEX feedback_by_user ON cria.feedback (user_id);
      CREATE INDEX feedback_by_age ON cria.feedback (created_at_ms);
      ${policy('feedback', '(SELECT server_id FROM cria.answers WHERE id = answer_id)')}

      CREATE TABLE cria.turns (
        ordinal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        conversation_key text NOT NULL,
        answer_id text NOT NULL,
        user_id text NOT NULL,
        question text NOT NULL,
        answer text NOT NULL,
        asked_at_ms bigint NOT NULL,
        UNIQUE (conversation_key, answer_id)
      );
      CREATE INDEX turns_by_user ON cria.turns (user_id);
      CREATE INDEX turns_by_answer ON cria.turns (answer_id);
      CREATE INDEX turns_by_age ON cria.turns (asked_at_ms);
      ${policy('turns', '(SELECT server_id FROM cria.answers WHERE id = answer_id)')}

      CREATE TABLE cria.guild_settings (
        server_id text PRIMARY KEY,
        allowed_channels text[] NOT NULL,
        denied_channels text[] NOT NULL,
        ask_roles text[] NOT NULL,
        reindex_roles text[] NOT NULL,
        language text,
        visibility text NOT NULL CHECK (visibility IN ('public', 'private')),
        daily_limit_per_user integer,
        daily_limit_per_guild integer
      );
      ${policy('guild_settings', 'server_id')}

      CREATE TABLE cria.usage_days (day text PRIMARY KEY, salt bytea NOT NULL);
      GRANT SELECT, INSERT, DELETE ON cria.usage_days TO cria_member;
      CREATE TABLE cria.usage (
        day text NOT NULL REFERENCES cria.usage_days (day) ON DELETE CASCADE,
        server_id text NOT NULL,
        user_key text NOT NULL,
        questions integer NOT NULL CHECK (questions >= 0),
        PRIMARY KEY (day, server_id, user_key)
      );
      ${policy('usage', 'server_id')}

      CREATE TABLE cria.pending_replies (
        ordinal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        request_id text NOT NULL UNIQUE,
        owner text NOT NULL,
        application_id text NOT NULL,
        interaction_token text,
        token_expires_at_ms bigint NOT NULL,
        channel_id text NOT NULL,
        message_id text,
        question text NOT NULL,
        language text NOT NULL,
        is_private boolean NOT NULL,
        user_id text NOT NULL,
        server_id text NOT NULL
      );
      CREATE INDEX pending_replies_by_user ON cria.pending_replies (user_id);
      ${policy('pending_replies', 'server_id')}

      CREATE TABLE cria.poll_votes (
        server_id text NOT NULL,
        topic_id text NOT NULL,
        user_id text NOT NULL,
        choice text NOT NULL,
        voted_at_ms bigint NOT NULL,
        PRIMARY KEY (server_id, topic_id, user_id)
      );
      CREATE INDEX poll_votes_by_user ON cria.poll_votes (user_id);
      CREATE INDEX poll_votes_by_age ON cria.poll_votes (voted_at_ms);
      ${policy('poll_votes', 'server_id')}

      CREATE TABLE cria.left_servers (server_id text PRIMARY KEY, left_at_ms bigint NOT NULL);
      ${policy('left_servers', 'server_id')}`,
  },
  {
    version: 2,
    // Rows are shared by all generations of a lineage: one is there from `born` until before `died`.
    name: 'generations of the index',
    sql: `
      CREATE EXTENSION IF NOT EXISTS vector;
      CREATE TABLE cria.spaces (
        server_id text PRIMARY KEY, current text, previous text, aside text, declined text
      );
      ${policy('spaces', 'server_id')}
      CREATE TABLE cria.lineages (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        server_id text NOT NULL,
        centres jsonb
      );
      CREATE INDEX lineages_by_server ON cria.lineages (server_id);
      ${policy('lineages', 'server_id')}
      CREATE TABLE cria.generations (
        id text PRIMARY KEY,
        server_id text NOT NULL,
        lineage integer NOT NULL REFERENCES cria.lineages (id) ON DELETE CASCADE,
        ordinal integer NOT NULL,
        passages integer NOT NULL,
        total_length bigint NOT NULL,
        pairs jsonb NOT NULL,
        record text,
        retired_at timestamptz,
        UNIQUE (lineage, ordinal)
      );
      CREATE INDEX generations_by_server ON cria.generations (server_id);
      ${policy('generations', 'server_id')}
      CREATE TABLE cria.articles (
        lineage integer NOT NULL REFERENCES cria.lineages (id) ON DELETE CASCADE,
        server_id text NOT NULL,
        id text COLLATE "C" NOT NULL,
        title text NOT NULL,
        language text NOT NULL,
        url text,
        hash text NOT NULL,
        born integer NOT NULL,
        died integer,
        PRIMARY KEY (lineage, id, born)
      );
      ${policy('articles', 'server_id')}
      CREATE TABLE cria.passages (
        lineage integer NOT NULL REFERENCES cria.lineages (id) ON DELETE CASCADE,
        server_id text NOT NULL,
        label integer NOT NULL,
        id text NOT NULL,
        article_id text COLLATE "C" NOT NULL,
        title text NOT NULL,
        section text NOT NULL,
        text text NOT NULL,
        language text NOT NULL,
        url text,
        trail_terms text NOT NULL,
        text_terms text NOT NULL,
        part_terms text NOT NULL,
        length integer NOT NULL,
        terms tsvector NOT NULL,
        embedding vector,
        centre smallint,
        vector_length real,
        born integer NOT NULL,
        died integer,
        PRIMARY KEY (lineage, label)
      );
      CREATE INDEX passages_by_article ON cria.passages (lineage, article_id, label);
      CREATE INDEX passages_by_terms ON cria.passages USING gin (terms) WITH (fastupdate = off);
      ${policy('passages', 'server_id')}
      CREATE TABLE cria.words (
        lineage integer NOT NULL REFERENCES cria.lineages (id) ON DELETE CASCADE,
        server_id text NOT NULL,
        kind "char" NOT NULL CHECK (kind IN ('t', 's', 'w')),
        word text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        count integer NOT NULL,
        named integer NOT NULL,
        born integer NOT NULL,
        died integer,
        PRIMARY KEY (lineage, kind, word, born)
      );
      CREATE INDEX words_by_key ON cria.words (lineage, key) WHERE kind = 'w';
      ${policy('words', 'server_id')}

      -- Text search operators are not leakproof: below row security no index would be used for them.
      -- This looks at the server itself.
      CREATE FUNCTION cria.keyword_cut(
        of_lineage integer, at_ordinal integer, wanted tsquery, queries tsquery[], weights float8[],
        most integer
      ) RETURNS TABLE (label integer)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cria, pg_temp AS $$
        SELECT p.label FROM cria.passages AS p
        WHERE p.terms @@ wanted AND p.lineage = of_lineage
          AND p.born <= at_ordinal AND (p.died IS NULL OR p.died > at_ordinal)
          AND current_setting('cria.server', true) IN (p.server_id, '*')
        ORDER BY (
          SELECT sum(g.weight) FROM unnest(queries, weights) AS g (query, weight)
          WHERE p.terms @@ g.query
        ) DESC, ts_rank('{0.1, 0.25, 0.5, 1}', p.terms, wanted) DESC, p.label
        LIMIT most
      $$;
      REVOKE ALL ON FUNCTION cria.keyword_cut FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION cria.keyword_cut TO cria_member;`,
  },
];

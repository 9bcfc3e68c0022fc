import { z } from 'zod';
import {
  authorizationOf,
  DURATION,
  HOST,
  host,
  LOOPBACK,
  optional,
  port,
  SERVER_ID,
  serverIds,
  text,
  whole,
  WITH_USER,
} from './config-values.ts';
import { AppError } from './domain/errors.ts';
import { languageFromLocale, type Language } from './domain/language.ts';
import { shardsOf, type Shards } from './domain/shards.ts';

/** Everything an operator can set; see `.env.example` and the README's table. */
export interface Config {
  /** Folder of articles. */
  readonly knowledgeDir: string;
  /** Folder for the index, caches and the database. */
  readonly dataDir: string;
  /** What keeps everything: the data folder, or a PostgreSQL. */
  readonly store: 'sqlite' | 'postgres';
  /** Address of that PostgreSQL; a secret. Never null for `postgres`. */
  readonly databaseUrl: string | null;
  /** One or more, as they are listed. */
  readonly ollamaServers: readonly OllamaServerConfig[];
  readonly chatModel: string;
  readonly embedModel: string;
  /** `auto`: Ollama where it answers, else the models of the bot's own. */
  readonly modelRuntime: 'auto' | 'ollama' | 'embedded';
  readonly embedded: EmbeddedConfig;
  /** Context window asked of the chat model, in tokens. */
  readonly chatContextTokens: number;
  /** Most tokens of one answer. */
  readonly maxAnswerTokens: number;
  /** Threads for the models; undefined leaves it to Ollama. */
  readonly threads: number | undefined;
  /** How long Ollama keeps a model loaded after use, e.g. `30m`; a whole number is seconds. */
  readonly keepAlive: string;
  /** Without a word for so long, a server is asked whether it lives; one that does not is given up. */
  readonly firstWordSeconds: number;
  /** What goes into a prompt: as much as the model reads in so many seconds. */
  readonly firstTokenTargetSeconds: number;
  /** Whether one sentence of the articles may be the answer, where it clearly is and the model reads slowly. */
  readonly verbatim: boolean;
  /** Longest time for one answer, from asking the model to its last word. */
  readonly answerDeadlineSeconds: number;
  /** Null: no Discord, the page instead. */
  readonly discordToken: string | null;
  readonly page: PageConfig;
  readonly metrics: MetricsConfig;
  /** Null: Discord's own. */
  readonly discordApiUrl: string | null;
  /** Register commands in this server only; null: everywhere. */
  readonly discordGuildId: string | null;
  /** What of the bot's servers this process serves; all of them by default. */
  readonly shards: Shards;
  /** Answers written at once; as many as Ollama answers in parallel. Default: one a server. */
  readonly queueConcurrency: number;
  /** Days that questions, answers and feedback are kept. */
  readonly retentionDays: number;
  /** File of golden questions (`.jsonl`); `shipped`: those in the package; `off`: none. */
  readonly goldenQuestions: string;
  /** Largest fall of recall or abstention, in percent, that a new index is served with. */
  readonly gateMaxDropPercent: number;
  /** Between two looks for changed articles; 0: none. */
  readonly reindexEveryMinutes: number;
  /** Servers whose moderators keep the shared articles: those named, else the one of `discordGuildId`. */
  readonly sharedKnowledgeGuilds: readonly string[];
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Interface language of the terminal. */
  readonly language: Language;
}

/** The page that shows the bot in a browser. */
export interface PageConfig {
  /** Null: with a Discord token no page, else the usual port or a free one. */
  readonly port: number | null;
  /** Address it listens on. */
  readonly host: string;
  /** A secret. Null: none is asked for, which is only possible on this machine itself. */
  readonly password: string | null;
}

/** Where the figures for operators are served. */
export interface MetricsConfig {
  /** Null: nowhere. */
  readonly port: number | null;
  /** Address they are served on. */
  readonly host: string;
}

/** Where an Ollama server is. */
export interface OllamaServerConfig {
  /** Without user and password. */
  readonly host: string;
  /** Value of the `authorization` header; a secret. Null: none is sent. */
  readonly authorization: string | null;
}

/** Models that run without Ollama. */
export interface EmbeddedConfig {
  /** The models as the operator named them; null, also for the default: what suits the machine. */
  readonly chatModel: string | null;
  readonly embedModel: string | null;
  /** Files of their weights; null: from the cache. */
  readonly chatFile: string | null;
  readonly embedFile: string | null;
  /** Folder of weights and of what runs them. */
  readonly cacheDir: string;
  /** Base address of the model hub. */
  readonly hub: string;
  /** Whether weights may be downloaded. */
  readonly mayDownload: boolean;
  /** Most memory of the process that runs them, in bytes; undefined: what is free. */
  readonly maxBytes: number | undefined;
}

/** Shortest password of the page, in characters. */
const MIN_PASSWORD_CHARS = 10;
/** Of one bot; each serves up to 2,500 servers. */
const MAX_SHARDS = 10_000;
/** Each is looked at every half minute. */
const MAX_OLLAMA_SERVERS = 64;

const DEFAULT_CHAT_MODEL = 'llama3.2';
const DEFAULT_EMBED_MODEL = 'bge-m3';

const Environment = z.object({
  KNOWLEDGE_DIR: text('knowledge'),
  DATA_DIR: text('.cria'),
  STORE: text('sqlite').pipe(z.enum(['sqlite', 'postgres'])),
  DATABASE_URL: optional.refine(
    (value) => value === null || (/^postgres(?:ql)?:\/\/\S+$/u.test(value) && URL.canParse(value)),
    { message: 'has to be an address such as postgres://user:password@db.lan/cria' },
  ),
  OLLAMA_HOST: text('http://127.0.0.1:11434')
    .transform((value) => value.split(',').map((host) => host.trim()))
    .refine((hosts) => hosts.every((host) => host !== '' && !/\s/u.test(host)), {
      message: 'has to be an address such as http://127.0.0.1:11434, or several with commas',
    })
    .refine((hosts) => new Set(hosts).size === hosts.length, {
      message: 'has to be a list that names each server once',
    })
    .refine((hosts) => hosts.length <= MAX_OLLAMA_SERVERS, {
      message: `has to be a list of at most ${MAX_OLLAMA_SERVERS} servers`,
    }),
  OLLAMA_API_KEY: optional.refine((value) => value === null || /^[\x21-\x7e]+$/u.test(value), {
    message: 'has to be a token without blanks',
  }),
  CHAT_MODEL: text(DEFAULT_CHAT_MODEL),
  EMBED_MODEL: text(DEFAULT_EMBED_MODEL),
  MODEL_RUNTIME: text('auto').pipe(z.enum(['auto', 'ollama', 'embedded'])),
  CHAT_MODEL_FILE: optional,
  EMBED_MODEL_FILE: optional,
  MODEL_CACHE_DIR: optional,
  MODEL_HUB: text('https://huggingface.co').refine((value) => /^https?:\/\/\S+$/u.test(value), {
    message: 'has to begin with http:// or https://',
  }),
  MODEL_DOWNLOAD: optional.pipe(z.enum(['yes', 'no']).nullable()),
  MODEL_MEMORY_MB: whole({ min: 256, max: 1_048_576 }),
  CHAT_CONTEXT_TOKENS: whole({ min: 1_024, max: 131_072, fallback: 4_096 }),
  MAX_ANSWER_TOKENS: whole({ min: 64, max: 8_192, fallback: 512 }),
  MODEL_THREADS: whole({ min: 1, max: 256 }),
  KEEP_ALIVE: text('30m').refine((value) => DURATION.test(value), {
    message: 'has to be a duration such as 30m or 1h30m, or -1 for ever',
  }),
  FIRST_TOKEN_TARGET: whole({ min: 1, max: 600, fallback: 10 }),
  VERBATIM: text('on').pipe(z.enum(['on', 'off'])),
  FIRST_WORD_SECONDS: whole({ min: 10, max: 3_600, fallback: 180 }),
  ANSWER_DEADLINE_SECONDS: whole({ min: 30, max: 86_400, fallback: 600 }),
  DISCORD_TOKEN: optional,
  DISCORD_API_URL: optional.refine((value) => value === null || /^https?:\/\/\S+$/u.test(value), {
    message: 'has to begin with http:// or https://',
  }),
  DISCORD_GUILD_ID: optional.refine((value) => value === null || SERVER_ID.test(value), {
    message: 'has to be a server id of 15 to 21 digits',
  }),
  PAGE_PORT: port,
  PAGE_HOST: host,
  PAGE_PASSWORD: optional.refine((value) => value === null || value.length >= MIN_PASSWORD_CHARS, {
    message: `has to be ${MIN_PASSWORD_CHARS} characters or longer`,
  }),
  METRICS_PORT: port,
  METRICS_HOST: host,
  SHARD_COUNT: whole({ min: 1, max: MAX_SHARDS, fallback: 1 }),
  SHARD_IDS: optional
    .transform((value) => (value === null ? null : value.split(',').map((id) => id.trim())))
    .refine((ids) => ids === null || ids.every((id) => /^\d{1,5}$/u.test(id)), {
      message: 'has to be a list of shard numbers with commas',
    })
    .transform((ids) => (ids === null ? null : [...new Set(ids.map(Number))])),
  QUEUE_CONCURRENCY: whole({ min: 1, max: 64 }),
  RETENTION_DAYS: whole({ min: 1, max: 3_650, fallback: 30 }),
  GOLDEN_QUESTIONS: text('shipped').refine((value) => /^(?:shipped|off|.+\.jsonl)$/u.test(value), {
    message: 'has to be shipped, off or the path of a .jsonl file',
  }),
  GATE_MAX_DROP_PERCENT: whole({ min: 0, max: 100, fallback: 5 }),
  REINDEX_EVERY_MINUTES: whole({ min: 0, max: 10_080, fallback: 0 }),
  SHARED_KNOWLEDGE_GUILDS: serverIds,
  LOG_LEVEL: text('info').pipe(z.enum(['silent', 'error', 'warn', 'info', 'debug'])),
  CRIA_LANGUAGE: optional.refine(
    (value) => value === null || /^(?:de|en)(?:[-_].*)?$/iu.test(value),
    { message: 'has to be de or en' },
  ),
  LANG: optional,
});

/** Several processes need one store for all. */
function checkStore(env: z.infer<typeof Environment>, context: z.RefinementCtx): void {
  const { STORE, SHARD_COUNT: shards = 1, SHARD_IDS: ids } = env;
  const issue = (name: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (STORE === 'postgres' && env.DATABASE_URL === null) {
    issue('DATABASE_URL', 'has to be set for STORE=postgres');
  }
  if (ids === null) return;
  if (ids.some((id) => id >= shards)) issue('SHARD_IDS', 'has to be below SHARD_COUNT');
  else if (ids.length < shards && STORE === 'sqlite') {
    issue('SHARD_IDS', 'leaves shards to other processes, which need STORE=postgres');
  }
}

const crossField = Environment.superRefine((env, context) => {
  const context_ = env.CHAT_CONTEXT_TOKENS;
  const answer = env.MAX_ANSWER_TOKENS;
  if (context_ !== undefined && answer !== undefined && answer * 2 > context_) {
    context.addIssue({
      code: 'custom',
      path: ['MAX_ANSWER_TOKENS'],
      message: 'must not be over half of CHAT_CONTEXT_TOKENS, or no passage fits beside it',
    });
  }
  if ((env.FIRST_WORD_SECONDS ?? 0) > (env.ANSWER_DEADLINE_SECONDS ?? Infinity)) {
    context.addIssue({
      code: 'custom',
      path: ['FIRST_WORD_SECONDS'],
      message: 'must not be over ANSWER_DEADLINE_SECONDS',
    });
  }
  if (env.PAGE_PASSWORD === null && HOST.test(env.PAGE_HOST) && !LOOPBACK.test(env.PAGE_HOST)) {
    context.addIssue({
      code: 'custom',
      path: ['PAGE_HOST'],
      message: 'can be reached by others, so PAGE_PASSWORD has to be set as well',
    });
  }
  checkStore(env, context);
  if (env.OLLAMA_API_KEY !== null && env.OLLAMA_HOST.some((host) => WITH_USER.test(host))) {
    context.addIssue({
      code: 'custom',
      path: ['OLLAMA_API_KEY'],
      message: 'cannot be sent beside the user and password in OLLAMA_HOST',
    });
  }
});

/**
 * Reads the configuration from environment variables; empty means unset.
 * @throws AppError `config-invalid` that lists every problem by variable and repeats no value
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = crossField.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.')}: ${readable(issue)}`,
    );
    throw new AppError(
      'config-invalid',
      `The configuration has ${problems.length} problem(s):\n  ${problems.join('\n  ')}\nSee .env.example for what each variable takes.`,
    );
  }
  const value = parsed.data;
  return Object.freeze({
    knowledgeDir: value.KNOWLEDGE_DIR,
    dataDir: value.DATA_DIR,
    store: value.STORE,
    databaseUrl: value.DATABASE_URL,
    ollamaServers: value.OLLAMA_HOST.map((host) => ({
      host: host.replace(WITH_USER, '$1$3'),
      authorization: authorizationOf(host, value.OLLAMA_API_KEY),
    })),
    chatModel: value.CHAT_MODEL,
    embedModel: value.EMBED_MODEL,
    modelRuntime: value.MODEL_RUNTIME,
    embedded: embeddedConfig(value, env),
    chatContextTokens: value.CHAT_CONTEXT_TOKENS ?? 4_096,
    maxAnswerTokens: value.MAX_ANSWER_TOKENS ?? 512,
    threads: value.MODEL_THREADS,
    keepAlive: value.KEEP_ALIVE,
    firstWordSeconds: value.FIRST_WORD_SECONDS ?? 180,
    firstTokenTargetSeconds: value.FIRST_TOKEN_TARGET ?? 10,
    verbatim: value.VERBATIM === 'on',
    answerDeadlineSeconds: value.ANSWER_DEADLINE_SECONDS ?? 600,
    discordToken: value.DISCORD_TOKEN,
    page: Object.freeze({
      port: value.PAGE_PORT,
      host: value.PAGE_HOST,
      password: value.PAGE_PASSWORD,
    }),
    metrics: Object.freeze({ port: value.METRICS_PORT, host: value.METRICS_HOST }),
    discordApiUrl: value.DISCORD_API_URL,
    discordGuildId: value.DISCORD_GUILD_ID,
    shards: shardsOf(value.SHARD_COUNT ?? 1, value.SHARD_IDS),
    queueConcurrency: value.QUEUE_CONCURRENCY ?? value.OLLAMA_HOST.length,
    retentionDays: value.RETENTION_DAYS ?? 30,
    goldenQuestions: value.GOLDEN_QUESTIONS,
    gateMaxDropPercent: value.GATE_MAX_DROP_PERCENT ?? 5,
    reindexEveryMinutes: value.REINDEX_EVERY_MINUTES ?? 0,
    sharedKnowledgeGuilds: keepers(value.SHARED_KNOWLEDGE_GUILDS, value.DISCORD_GUILD_ID),
    logLevel: value.LOG_LEVEL,
    language: languageFromLocale(value.CRIA_LANGUAGE ?? value.LANG ?? undefined),
  });
}

const BYTES_PER_MB = 1_000_000;

function embeddedConfig(
  value: z.infer<typeof Environment>,
  env: Readonly<Record<string, string | undefined>>,
): EmbeddedConfig {
  const isEmbedded = value.MODEL_RUNTIME === 'embedded';
  const { MODEL_MEMORY_MB: megabytes } = value;
  return Object.freeze({
    chatModel: value.CHAT_MODEL === DEFAULT_CHAT_MODEL ? null : value.CHAT_MODEL,
    embedModel: value.EMBED_MODEL === DEFAULT_EMBED_MODEL ? null : value.EMBED_MODEL,
    chatFile: value.CHAT_MODEL_FILE,
    embedFile: value.EMBED_MODEL_FILE,
    cacheDir: value.MODEL_CACHE_DIR ?? defaultCacheDir(env),
    hub: value.MODEL_HUB,
    mayDownload: value.MODEL_DOWNLOAD === null ? isEmbedded : value.MODEL_DOWNLOAD === 'yes',
    maxBytes: megabytes === undefined ? undefined : megabytes * BYTES_PER_MB,
  });
}

function named(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' ? null : value.trim();
}

/** Where programs keep what they can get again, on each system. */
function defaultCacheDir(env: Readonly<Record<string, string | undefined>>): string {
  const home = named(env['HOME']) ?? named(env['USERPROFILE']) ?? '.';
  const caches = named(env['XDG_CACHE_HOME']) ?? named(env['LOCALAPPDATA']) ?? `${home}/.cache`;
  return `${caches}/cria`;
}

/** A bot that serves one server has that server's moderators for keepers, unless others are named. */
function keepers(named: readonly string[], onlyServer: string | null): readonly string[] {
  return named.length === 0 && onlyServer !== null ? [onlyServer] : named;
}

function readable(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_value'
    ? `has to be one of ${issue.values.join(', ')}`
    : issue.message;
}

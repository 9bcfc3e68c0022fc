import { z } from 'zod';
import { AppError } from './domain/errors.ts';
import { languageFromLocale, type Language } from './domain/language.ts';

/** Everything an operator can set; see `.env.example` and the README's table. */
export interface Config {
  /** Folder of articles. */
  readonly knowledgeDir: string;
  /** Folder for the index, caches and the database. */
  readonly dataDir: string;
  /** Without user and password. */
  readonly ollamaHost: string;
  /** Value of the `authorization` header for the Ollama server; a secret. Null: none is sent. */
  readonly ollamaAuthorization: string | null;
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
  /** Longest time for one answer, from asking the model to its last word. */
  readonly answerDeadlineSeconds: number;
  /** Null: no Discord, the page instead. */
  readonly discordToken: string | null;
  readonly page: PageConfig;
  /** Null: Discord's own. */
  readonly discordApiUrl: string | null;
  /** Register commands in this server only; null: everywhere. */
  readonly discordGuildId: string | null;
  /** Answers written at once; as many as Ollama answers in parallel. */
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

const text = (fallback: string): z.ZodType<string> =>
  z
    .string()
    .optional()
    .transform((value) => (value === undefined || value.trim() === '' ? fallback : value.trim()));

const optional = z
  .string()
  .optional()
  .transform((value) => (value === undefined || value.trim() === '' ? null : value.trim()));

/** Scheme, user with password, and the rest of an address. */
const WITH_USER = /^([a-z]+:\/\/)?([^/?#]*)@(.*)$/isu;
const DURATION = /^-?(?:\d+|(?:\d+(?:\.\d+)?(?:h|ms|m|s))+)$/u;

const SERVER_ID = /^\d{15,21}$/u;

/** An empty part is refused too: a stray comma must not close to all what was meant for some. */
const serverIds = optional
  .transform((value) => (value === null ? [] : value.split(',').map((id) => id.trim())))
  .refine((ids) => ids.every((id) => SERVER_ID.test(id)), {
    message: 'has to be server ids of 15 to 21 digits, separated by commas',
  });

function whole(options: { min: number; max: number; fallback?: number }) {
  const { min, max, fallback } = options;
  return z
    .string()
    .optional()
    .transform((value, context) => {
      if (value === undefined || value.trim() === '') return fallback;
      const number = Number(value);
      if (Number.isInteger(number) && number >= min && number <= max) return number;
      context.addIssue({
        code: 'custom',
        message: `has to be a whole number from ${min} to ${max}`,
      });
      return z.NEVER;
    });
}

/** Shortest password of the page, in characters. */
const MIN_PASSWORD_CHARS = 10;
const HOST = /^[\w.:-]{1,253}$/u;
/** Addresses that only this machine itself can reach. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/u;

const DEFAULT_CHAT_MODEL = 'llama3.2';
const DEFAULT_EMBED_MODEL = 'bge-m3';

const Environment = z.object({
  KNOWLEDGE_DIR: text('knowledge'),
  DATA_DIR: text('.cria'),
  OLLAMA_HOST: text('http://127.0.0.1:11434').refine((value) => !/\s/u.test(value), {
    message: 'has to be an address such as http://127.0.0.1:11434',
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
  FIRST_WORD_SECONDS: whole({ min: 10, max: 3_600, fallback: 180 }),
  ANSWER_DEADLINE_SECONDS: whole({ min: 30, max: 86_400, fallback: 600 }),
  DISCORD_TOKEN: optional,
  DISCORD_API_URL: optional.refine((value) => value === null || /^https?:\/\/\S+$/u.test(value), {
    message: 'has to begin with http:// or https://',
  }),
  DISCORD_GUILD_ID: optional.refine((value) => value === null || SERVER_ID.test(value), {
    message: 'has to be a server id of 15 to 21 digits',
  }),
  PAGE_PORT: whole({ min: 1, max: 65_535 }),
  PAGE_HOST: text('127.0.0.1').refine((value) => HOST.test(value), {
    message: 'has to be an address such as 127.0.0.1 or 0.0.0.0',
  }),
  PAGE_PASSWORD: optional.refine((value) => value === null || value.length >= MIN_PASSWORD_CHARS, {
    message: `has to be ${MIN_PASSWORD_CHARS} characters or longer`,
  }),
  QUEUE_CONCURRENCY: whole({ min: 1, max: 64, fallback: 1 }),
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
  if (env.OLLAMA_API_KEY !== null && WITH_USER.test(env.OLLAMA_HOST)) {
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
    ollamaHost: value.OLLAMA_HOST.replace(WITH_USER, '$1$3'),
    ollamaAuthorization: authorizationOf(value.OLLAMA_HOST, value.OLLAMA_API_KEY),
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
    answerDeadlineSeconds: value.ANSWER_DEADLINE_SECONDS ?? 600,
    discordToken: value.DISCORD_TOKEN,
    page: Object.freeze({
      port: value.PAGE_PORT ?? null,
      host: value.PAGE_HOST,
      password: value.PAGE_PASSWORD,
    }),
    discordApiUrl: value.DISCORD_API_URL,
    discordGuildId: value.DISCORD_GUILD_ID,
    queueConcurrency: value.QUEUE_CONCURRENCY ?? 1,
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

function authorizationOf(host: string, key: string | null): string | null {
  if (key !== null) return `Bearer ${key}`;
  const user = WITH_USER.exec(host)?.[2];
  if (user === undefined) return null;
  const bytes = new TextEncoder().encode(decoded(user));
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a password with a bare percent sign
  }
}

function readable(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_value'
    ? `has to be one of ${issue.values.join(', ')}`
    : issue.message;
}

import { describe, expect, it } from 'vitest';
import { parseConfig, type Config, type EmbeddedConfig } from '../src/config.ts';
import { AppError } from '../src/domain/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

function problemsOf(env: Env): string {
  try {
    parseConfig(env);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
    expect((thrown as AppError).code).toBe('config-invalid');
    return (thrown as AppError).message;
  }
  throw new Error('the configuration was taken');
}

interface Variable {
  readonly name: string;
  readonly field: keyof Config;
  readonly fallback: unknown;
  readonly valid: readonly (readonly [string, unknown])[];
  readonly invalid: readonly string[];
}

/** Those of the page. */
function pageVariables(): readonly Variable[] {
  const field = 'page' as const;
  const fallback: Config['page'] = { port: null, host: '127.0.0.1', password: null };
  return [
    {
      ...{ name: 'PAGE_PORT', field, fallback, invalid: ['0', '65536', 'http'] },
      valid: [['8080', { ...fallback, port: 8_080 }]],
    },
    {
      ...{ name: 'PAGE_HOST', field, fallback, invalid: ['http://x', 'a b'] },
      valid: [['::1', { ...fallback, host: '::1' }]],
    },
    {
      ...{ name: 'PAGE_PASSWORD', field, fallback, invalid: ['too short'] },
      valid: [['long enough', { ...fallback, password: 'long enough' }]],
    },
  ];
}

/** Those of the figures for operators. */
function metricsVariables(): readonly Variable[] {
  const field = 'metrics' as const;
  const fallback: Config['metrics'] = { port: null, host: '127.0.0.1' };
  return [
    {
      ...{ name: 'METRICS_PORT', field, fallback, invalid: ['0', '65536', 'http'] },
      valid: [['9464', { ...fallback, port: 9_464 }]],
    },
    {
      ...{ name: 'METRICS_HOST', field, fallback, invalid: ['http://x', 'a b'] },
      valid: [['0.0.0.0', { ...fallback, host: '0.0.0.0' }]],
    },
  ];
}

/** Those of the models without Ollama, which have a part of the configuration to themselves. */
function embeddedVariables(): readonly Variable[] {
  const field = 'embedded' as const;
  const fallback: EmbeddedConfig = {
    chatModel: null,
    embedModel: null,
    chatFile: null,
    embedFile: null,
    cacheDir: './.cache/cria',
    hub: 'https://huggingface.co',
    mayDownload: false,
    maxBytes: undefined,
  };
  const variable = (
    name: string,
    valid: readonly (readonly [string, Partial<EmbeddedConfig>])[],
    invalid: readonly string[] = [],
  ): Variable => ({
    ...{ name, field, fallback, invalid },
    valid: valid.map(([value, change]) => [value, { ...fallback, ...change }] as const),
  });
  return [
    variable('CHAT_MODEL', [
      ['llama3.2:1b', { chatModel: 'llama3.2:1b' }],
      ['llama3.2', { chatModel: null }],
    ]),
    variable('EMBED_MODEL', [
      ['multilingual-e5-small', { embedModel: 'multilingual-e5-small' }],
      ['bge-m3', { embedModel: null }],
    ]),
    variable('CHAT_MODEL_FILE', [['/a.gguf', { chatFile: '/a.gguf' }]]),
    variable('EMBED_MODEL_FILE', [['/b.gguf', { embedFile: '/b.gguf' }]]),
    variable('MODEL_CACHE_DIR', [['/models', { cacheDir: '/models' }]]),
    variable('MODEL_HUB', [['http://hub.lan', { hub: 'http://hub.lan' }]], ['hub.lan']),
    variable('MODEL_RUNTIME', [['embedded', { mayDownload: true }]]),
    variable(
      'MODEL_DOWNLOAD',
      [
        ['yes', { mayDownload: true }],
        ['no', {}],
      ],
      ['perhaps'],
    ),
    variable('MODEL_MEMORY_MB', [['4000', { maxBytes: 4_000_000_000 }]], ['255', 'much']),
  ];
}

const VARIABLES: readonly Variable[] = [
  {
    name: 'KNOWLEDGE_DIR',
    field: 'knowledgeDir',
    fallback: 'knowledge',
    valid: [['/srv/articles', '/srv/articles']],
    invalid: [],
  },
  {
    name: 'DATA_DIR',
    field: 'dataDir',
    fallback: '.cria',
    valid: [[' data ', 'data']],
    invalid: [],
  },
  {
    name: 'STORE',
    field: 'store',
    fallback: 'sqlite',
    valid: [['sqlite', 'sqlite']],
    invalid: ['mysql'],
  },
  {
    name: 'DATABASE_URL',
    field: 'databaseUrl',
    fallback: null,
    valid: [['postgres://me:s3cret@db.lan:5432/cria', 'postgres://me:s3cret@db.lan:5432/cria']],
    invalid: ['elsewhere/cria', 'mysql://db.lan/cria', 'postgres://a b'],
  },
  {
    name: 'SHARD_COUNT',
    field: 'shards',
    fallback: { count: 1, ids: [0] },
    valid: [['3', { count: 3, ids: [0, 1, 2] }]],
    invalid: ['0', '10001', 'many'],
  },
  {
    name: 'SHARD_IDS',
    field: 'shards',
    fallback: { count: 1, ids: [0] },
    valid: [['0', { count: 1, ids: [0] }]],
    invalid: ['0,', 'first', '-1', '1'],
  },
  {
    name: 'OLLAMA_HOST',
    field: 'ollamaServers',
    fallback: [{ host: 'http://127.0.0.1:11434', authorization: null }],
    valid: [
      ['gpu.lan:11434', [{ host: 'gpu.lan:11434', authorization: null }]],
      [
        'https://me:s3cret@gpu.lan/ollama',
        [{ host: 'https://gpu.lan/ollama', authorization: `Basic ${btoa('me:s3cret')}` }],
      ],
      [
        'me:p@ss@gpu.lan:11434, b.lan',
        [
          { host: 'gpu.lan:11434', authorization: `Basic ${btoa('me:p@ss')}` },
          { host: 'b.lan', authorization: null },
        ],
      ],
    ],
    invalid: [
      'not an address',
      'a.lan,',
      'a.lan, a.lan',
      Array.from({ length: 65 }, (_, n) => `h${n}`).join(),
    ],
  },
  {
    name: 'OLLAMA_API_KEY',
    field: 'ollamaServers',
    fallback: [{ host: 'http://127.0.0.1:11434', authorization: null }],
    valid: [
      [' abc.DEF-1 ', [{ host: 'http://127.0.0.1:11434', authorization: 'Bearer abc.DEF-1' }]],
    ],
    invalid: ['two words', 'schlüssel'],
  },
  {
    name: 'FIRST_TOKEN_TARGET',
    field: 'firstTokenTargetSeconds',
    fallback: 10,
    valid: [['3', 3]],
    invalid: ['0', '601', 'soon'],
  },
  {
    name: 'VERBATIM',
    field: 'verbatim',
    fallback: true,
    valid: [
      ['on', true],
      ['off', false],
    ],
    invalid: ['yes', 'sometimes'],
  },
  {
    name: 'FIRST_WORD_SECONDS',
    field: 'firstWordSeconds',
    fallback: 180,
    valid: [['600', 600]],
    invalid: ['9', '3601', 'soon'],
  },
  {
    name: 'ANSWER_DEADLINE_SECONDS',
    field: 'answerDeadlineSeconds',
    fallback: 600,
    valid: [['86400', 86_400]],
    invalid: ['29', '86401', 'never'],
  },
  {
    name: 'MODEL_RUNTIME',
    field: 'modelRuntime',
    fallback: 'auto',
    valid: [
      ['ollama', 'ollama'],
      ['embedded', 'embedded'],
    ],
    invalid: ['vllm'],
  },
  ...embeddedVariables(),
  {
    name: 'CHAT_MODEL',
    field: 'chatModel',
    fallback: 'llama3.2',
    valid: [['qwen2.5:1.5b', 'qwen2.5:1.5b']],
    invalid: [],
  },
  {
    name: 'EMBED_MODEL',
    field: 'embedModel',
    fallback: 'bge-m3',
    valid: [['multilingual-e5-small', 'multilingual-e5-small']],
    invalid: [],
  },
  {
    name: 'CHAT_CONTEXT_TOKENS',
    field: 'chatContextTokens',
    fallback: 4_096,
    valid: [
      ['1024', 1_024],
      ['131072', 131_072],
    ],
    invalid: ['1023', '131073', '4096.5', 'viel', '-4096', 'NaN'],
  },
  {
    name: 'MAX_ANSWER_TOKENS',
    field: 'maxAnswerTokens',
    fallback: 512,
    valid: [
      ['64', 64],
      ['2048', 2_048],
    ],
    invalid: ['63', '8193', 'lang', '1.5'],
  },
  {
    name: 'MODEL_THREADS',
    field: 'threads',
    fallback: undefined,
    valid: [
      ['1', 1],
      ['256', 256],
    ],
    invalid: ['0', '257', 'all'],
  },
  {
    name: 'KEEP_ALIVE',
    field: 'keepAlive',
    fallback: '30m',
    valid: [
      ['2h', '2h'],
      ['-1', '-1'],
      ['300', '300'],
      ['1h30m', '1h30m'],
    ],
    invalid: ['1d', '1.5', 'forever', '5 minutes', 'soon'],
  },
  {
    name: 'DISCORD_TOKEN',
    field: 'discordToken',
    fallback: null,
    valid: [['a.b.c', 'a.b.c']],
    invalid: [],
  },
  ...pageVariables(),
  ...metricsVariables(),
  {
    name: 'DISCORD_API_URL',
    field: 'discordApiUrl',
    fallback: null,
    valid: [['http://127.0.0.1:1234/api', 'http://127.0.0.1:1234/api']],
    invalid: ['discord.com/api', 'ftp://discord.com'],
  },
  {
    name: 'DISCORD_GUILD_ID',
    field: 'discordGuildId',
    fallback: null,
    valid: [['123456789012345678', '123456789012345678']],
    invalid: ['12345', 'my-server', '1234567890123456789012'],
  },
  {
    name: 'QUEUE_CONCURRENCY',
    field: 'queueConcurrency',
    fallback: 1,
    valid: [['64', 64]],
    invalid: ['0', '65', 'all'],
  },
  {
    name: 'RETENTION_DAYS',
    field: 'retentionDays',
    fallback: 30,
    valid: [
      ['1', 1],
      ['3650', 3_650],
    ],
    invalid: ['0', '3651', 'ever'],
  },
  {
    name: 'GOLDEN_QUESTIONS',
    field: 'goldenQuestions',
    fallback: 'shipped',
    valid: [
      ['off', 'off'],
      [' questions/mine.jsonl ', 'questions/mine.jsonl'],
    ],
    invalid: ['mine.json', 'yes'],
  },
  {
    name: 'GATE_MAX_DROP_PERCENT',
    field: 'gateMaxDropPercent',
    fallback: 5,
    valid: [
      ['0', 0],
      ['100', 100],
    ],
    invalid: ['-1', '101', 'much', '2.5'],
  },
  {
    name: 'REINDEX_EVERY_MINUTES',
    field: 'reindexEveryMinutes',
    fallback: 0,
    valid: [
      ['0', 0],
      ['10080', 10_080],
    ],
    invalid: ['-1', '10081', 'often'],
  },
  {
    name: 'SHARED_KNOWLEDGE_GUILDS',
    field: 'sharedKnowledgeGuilds',
    fallback: [],
    valid: [
      ['123456789012345678', ['123456789012345678']],
      [' 123456789012345678 , 223456789012345678', ['123456789012345678', '223456789012345678']],
    ],
    invalid: [', ,', '123456789012345678,', '123456789012345678,12345', 'my-server'],
  },
  {
    name: 'LOG_LEVEL',
    field: 'logLevel',
    fallback: 'info',
    valid: [
      ['silent', 'silent'],
      ['debug', 'debug'],
    ],
    invalid: ['loud', 'INFO'],
  },
  {
    name: 'CRIA_LANGUAGE',
    field: 'language',
    fallback: 'en',
    valid: [
      ['de', 'de'],
      ['de-AT', 'de'],
      ['EN', 'en'],
    ],
    invalid: ['fr', 'deutsch'],
  },
  {
    name: 'LANG',
    field: 'language',
    fallback: 'en',
    valid: [
      ['de_DE.UTF-8', 'de'],
      ['fr_FR.UTF-8', 'en'],
      ['C', 'en'],
    ],
    invalid: [],
  },
];

describe.each(VARIABLES)('$name', ({ name, field, fallback, valid, invalid }) => {
  it.each([[undefined], [''], ['  ']])('has its default when it is %j', (value) => {
    expect(parseConfig({ [name]: value })[field]).toEqual(fallback);
  });

  it.each(valid.map(([value, expected]) => ({ value, expected })))(
    'takes $value',
    ({ value, expected }) => {
      expect(parseConfig({ [name]: value })[field]).toEqual(expected);
    },
  );

  it.each(invalid.map((value) => ({ value })))('refuses $value by name only', ({ value }) => {
    const message = problemsOf({ [name]: value });
    expect(message).toContain(`${name}: has to be`);
    expect(message).toContain('1 problem(s)');
    expect(message.replaceAll(/\d+ (?:problem|to \d+)/gu, '')).not.toContain(value);
  });
});

it('leaves the shared articles to the one server that is served, unless others are named', () => {
  const [one, other] = ['123456789012345678', '223456789012345678'];
  expect(parseConfig({ DISCORD_GUILD_ID: one }).sharedKnowledgeGuilds).toEqual([one]);
  const both = { DISCORD_GUILD_ID: one, SHARED_KNOWLEDGE_GUILDS: other };
  expect(parseConfig(both).sharedKnowledgeGuilds).toEqual([other]);
});

it('lets others reach the page only with a password', () => {
  const password = 'a long password';
  for (const host of ['0.0.0.0', '::', '192.168.1.7', 'bot.lan']) {
    expect(problemsOf({ PAGE_HOST: host })).toContain('PAGE_PASSWORD has to be set');
    expect(parseConfig({ PAGE_HOST: host, PAGE_PASSWORD: password }).page.host).toBe(host);
  }
  for (const host of ['localhost', '127.0.0.2']) {
    expect(parseConfig({ PAGE_HOST: host }).page.password).toBeNull();
  }
});

it('covers every field of the configuration', () => {
  const fields = new Set(VARIABLES.map(({ field }) => field));
  expect(Object.keys(parseConfig({})).sort()).toEqual([...fields].sort());
});

it('downloads nothing for the embedded runtime where that is refused', () => {
  const env = { MODEL_RUNTIME: 'embedded', MODEL_DOWNLOAD: 'no' };
  expect(parseConfig(env).embedded.mayDownload).toBe(false);
});

it.each([
  [{ HOME: '/home/ada' }, '/home/ada/.cache/cria'],
  [{ HOME: '/home/ada', XDG_CACHE_HOME: '/caches' }, '/caches/cria'],
  [{ USERPROFILE: '/Users/ada', LOCALAPPDATA: '/Users/ada/local' }, '/Users/ada/local/cria'],
])('keeps models where the system keeps caches: %j', (env, folder) => {
  expect(parseConfig(env).embedded.cacheDir).toBe(folder);
});

it('names every problem at once', () => {
  const invalid = VARIABLES.filter(({ invalid: values }) => values.length > 0);
  const message = problemsOf(
    Object.fromEntries(invalid.map(({ name, invalid: [value] }) => [name, value])),
  );
  for (const { name } of invalid) expect(message).toContain(`  ${name}: `);
  expect(message).toContain(`has ${invalid.length} problem(s)`);
  expect(message).toContain('.env.example');
});

it('never repeats a value, least of all the token', () => {
  const secret = 'MTIz.secret-token.xyz';
  const message = problemsOf({ DISCORD_TOKEN: secret, DISCORD_API_URL: secret, LOG_LEVEL: secret });
  expect(message).not.toContain('secret');
});

it.each([
  ['2048', '1025'],
  ['', '2049'],
  ['1024', '513'],
])('leaves room for passages: context %j, answer %j', (context, answer) => {
  expect(problemsOf({ CHAT_CONTEXT_TOKENS: context, MAX_ANSWER_TOKENS: answer })).toContain(
    'MAX_ANSWER_TOKENS: must not be over half of CHAT_CONTEXT_TOKENS',
  );
});

it('takes CRIA_LANGUAGE before LANG', () => {
  expect(parseConfig({ CRIA_LANGUAGE: 'en', LANG: 'de_DE.UTF-8' }).language).toBe('en');
});

it('is frozen', () => {
  expect(Object.isFrozen(parseConfig({}))).toBe(true);
});

it('takes user and password out of the address', () => {
  const basic = (host: string) =>
    parseConfig({ OLLAMA_HOST: host }).ollamaServers[0]?.authorization;
  expect(basic('https://me:s3cret@gpu.lan')).toBe(`Basic ${btoa('me:s3cret')}`);
  expect(basic('me:p%40ss@gpu.lan')).toBe(`Basic ${btoa('me:p@ss')}`);
  expect(basic('http://gpu.lan/a@b')).toBeNull();
  expect(
    problemsOf({ OLLAMA_HOST: 'https://me:s3cret@gpu.lan', OLLAMA_API_KEY: 'k3y' }),
  ).not.toMatch(/s3cret|k3y/u);
});

it('leaves room for the first word within the deadline', () => {
  expect(problemsOf({ FIRST_WORD_SECONDS: '601' })).toContain('FIRST_WORD_SECONDS');
  expect(() =>
    parseConfig({ FIRST_WORD_SECONDS: '601', ANSWER_DEADLINE_SECONDS: '601' }),
  ).not.toThrow();
});

it('keeps in PostgreSQL where it is told which one', () => {
  const url = 'postgres://db.lan/cria';
  expect(parseConfig({ STORE: 'postgres', DATABASE_URL: url })).toMatchObject({
    store: 'postgres',
    databaseUrl: url,
  });
  expect(problemsOf({ STORE: 'postgres' })).toContain('DATABASE_URL: has to be set');
});

it('shares shards among processes only where they share what is kept', () => {
  const part = { SHARD_COUNT: '4', SHARD_IDS: '1, 3, 3' };
  expect(problemsOf(part)).toContain('SHARD_IDS: leaves shards to other processes');
  const shared = { ...part, STORE: 'postgres', DATABASE_URL: 'postgres://db.lan/cria' };
  expect(parseConfig(shared).shards).toEqual({ count: 4, ids: [1, 3] });
  expect(problemsOf({ ...shared, SHARD_IDS: '4' })).toContain('SHARD_IDS: has to be below');
});

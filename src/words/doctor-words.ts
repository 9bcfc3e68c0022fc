/** What a check found: what was measured, what was expected, and what mends it. */
export interface FindingText {
  readonly measured: string;
  readonly expected: string;
  /** A command or click; null where nothing is to do. */
  readonly mend: string | null;
}

const GIB = 1_073_741_824;
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

const found = (measured: string, expected: string, mend: string | null = null): FindingText => ({
  ...{ measured, expected, mend },
});

interface Sessions {
  readonly left: number;
  readonly total: number;
  readonly resetMs: number;
}

const MS_PER_MINUTE = 60_000;

const SEVERITY = { ok: 'ok', note: 'note', warning: 'warning', error: 'ERROR' } as const;

/** What `npm run doctor` says. Like the log it is for whoever runs Cria, and in English. */
export const doctorWords = {
  title: 'Cria: what works here, and what does not',
  severity: SEVERITY,
  expected: (text: string) => `expected: ${text}`,
  mend: (text: string) => `to mend it: ${text}`,
  sum: (errors: number, warnings: number) =>
    errors + warnings === 0
      ? 'Nothing is wrong.'
      : `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`,
  /** One finding on one line. */
  line: (
    severity: keyof typeof SEVERITY,
    check: string,
    { measured, mend }: Pick<FindingText, 'measured' | 'mend'>,
  ) =>
    `${SEVERITY[severity].padEnd(7)} ${check.padEnd(11)} ${measured}${mend === null ? '' : `; to mend it: ${mend}`}`,
  late: (seconds: number) =>
    found(`no result within ${seconds} s`, 'a result', 'run npm run doctor again'),
  broken: (message: string) => found(message, 'a check that ends', null),

  configuration: () => found('can be read', 'no fault'),
  configurationFault: (message: string) =>
    found(
      message,
      'a configuration without a fault',
      'correct .env; .env.example tells of every variable',
    ),

  node: (version: string) => found(`Node.js ${version}`, '20.19 or later'),
  nodeOld: (version: string) =>
    found(`Node.js ${version}`, '20.19 or later', 'install a current one from https://nodejs.org'),

  native: (name: string) => found(`${name} loads`, 'it loads'),
  nativeFault: (name: string, message: string) =>
    found(`${name} does not load: ${message}`, 'it loads', `npm rebuild ${name}`),

  dataFolder: (path: string, freeBytes: number) =>
    found(`${path} can be written to, ${gib(freeBytes)} free`, 'at least 1 GiB free'),
  dataFolderFull: (path: string, freeBytes: number) =>
    found(
      `${path} has ${gib(freeBytes)} free`,
      'at least 1 GiB free',
      'free some, or set DATA_DIR to another disk',
    ),
  dataFolderFault: (path: string, message: string) =>
    found(
      `${path} cannot be used: ${message}`,
      'a folder that can be written to',
      `chown or chmod ${path}, or set DATA_DIR to another folder`,
    ),
  serving: (path: string) =>
    found(`a Cria is serving from ${path} now`, 'at most one for each data folder'),
  notServing: () => found('no Cria is serving from it now', 'at most one for each data folder'),

  memory: (freeBytes: number, allBytes: number) =>
    found(
      `${gib(freeBytes)} of ${gib(allBytes)} are free`,
      'at least 2 GiB free for a small model',
    ),
  memoryLow: (freeBytes: number, allBytes: number) =>
    found(
      `${gib(freeBytes)} of ${gib(allBytes)} are free`,
      'at least 2 GiB free for a small model',
      'end other programs, or choose a smaller CHAT_MODEL',
    ),

  models: (name: string, where: string) =>
    found(`${name} answers at ${where}`, 'a model that answers'),
  standIn: (name: string) =>
    found(
      `no Ollama answers; ${name} runs in a process of Cria's own`,
      'Ollama where there is one, else this',
      'nothing, or start Ollama: https://ollama.com/download',
    ),
  unreachable: (where: string, cause: string | null) =>
    found(
      `nothing answers at ${where}${cause === null ? '' : ` (${cause})`}`,
      'Ollama, reachable from where Cria runs',
      'start Ollama with "ollama serve", or set OLLAMA_HOST to where it runs; without it answers are passages',
    ),
  modelMissing: (name: string, where: string) =>
    found(`${name} is not installed at ${where}`, 'both models installed', `ollama pull ${name}`),
  resting: (where: string, cause: string | null) =>
    found(
      `${where} failed several times in a row${cause === null ? '' : `: ${cause}`}`,
      'answers',
      'look at the log of the server: often it is out of memory',
    ),
  window: (context: number, answer: number) =>
    found(
      `a window of ${context} tokens, ${answer} of them for the answer`,
      'at least 1,000 left for question and evidence',
    ),
  windowSmall: (context: number, answer: number) =>
    found(
      `a window of ${context} tokens, ${answer} of them for the answer`,
      'at least 1,000 left for question and evidence',
      'raise CHAT_CONTEXT_TOKENS or lower MAX_ANSWER_TOKENS',
    ),

  index: (articles: number, passages: number, embedder: string) =>
    found(
      `${articles} articles, ${passages} passages, embedded with ${embedder}`,
      'an index that fits the embedding model',
    ),
  indexMissing: (folder: string) =>
    found('there is no index yet', `an index of ${folder}`, 'npm run reindex'),
  indexFault: (message: string) =>
    found(
      `the index cannot be opened: ${message}`,
      'an index that can be opened',
      'npm run reindex',
    ),
  indexByWords: (articles: number, passages: number) =>
    found(
      `${articles} articles, ${passages} passages, without vectors: searched by words alone`,
      'an index with vectors',
      'npm run reindex, once the embedding model can be reached',
    ),
  indexOther: (made: string, now: string | null) =>
    found(
      `the index was made with ${made}, the embedding model is ${now ?? 'another one'} now`,
      'the same weights',
      'npm run reindex',
    ),

  golden: (right: number, asked: number) =>
    found(
      `${right} of ${asked} golden questions find an article that answers them`,
      'at least 60 %',
    ),
  goldenFew: (right: number, asked: number) =>
    found(
      `${right} of ${asked} golden questions find an article that answers them`,
      'at least 60 %',
      'npm run reindex; then look at GOLDEN_QUESTIONS and at the headings of the articles',
    ),
  goldenOff: () =>
    found(
      'GOLDEN_QUESTIONS is off: a new index serves untried',
      'questions a new index is tried with',
      'write some: .env.example says how',
    ),
  goldenStrange: (file: string) =>
    found(
      `none of the questions in ${file} is about these articles: a new index serves untried`,
      'questions about the articles',
      'set GOLDEN_QUESTIONS to a .jsonl file of your own: .env.example says how',
    ),
  goldenFault: (message: string) =>
    found(message, 'a file that can be read', 'correct the file, or GOLDEN_QUESTIONS'),

  tokenAbsent: () =>
    found(
      'DISCORD_TOKEN is not set: Cria runs without Discord',
      'a token where Discord is to be served',
      'README, "Discord, step by step"',
    ),
  tokenShape: () =>
    found(
      'DISCORD_TOKEN does not look like a bot token',
      'three parts with dots between them',
      'developer portal, Bot, Reset Token: copy the whole of it into .env',
    ),
  tokenRefused: () =>
    found(
      'Discord refuses DISCORD_TOKEN',
      'a token that Discord knows',
      'developer portal, Bot, Reset Token: copy the new one into .env',
    ),
  discordAway: (message: string) =>
    found(
      `Discord cannot be reached: ${message}`,
      'its API',
      'look at the network and at https://discordstatus.com',
    ),
  account: (name: string) => found(`the token is that of ${name}`, 'a token that Discord knows'),
  clock: (seconds: number) => found(`${seconds} s apart from Discord's clock`, 'at most 5 s'),
  clockWrong: (seconds: number) =>
    found(
      `${seconds} s apart from Discord's clock`,
      'at most 5 s',
      'timedatectl set-ntp true, or what sets the clock here',
    ),
  commands: (count: number, scope: string) =>
    found(
      `${count} commands are registered ${scope}, as this version has them`,
      'the commands of this version',
    ),
  commandsStale: (scope: string) =>
    found(
      `the commands registered ${scope} are not those of this version`,
      'the commands of this version',
      'npm start registers them',
    ),
  commandsDouble: (scope: string) =>
    found(
      `commands are registered ${scope}, too: members see each twice`,
      'one scope',
      'npm start removes them',
    ),
  everywhere: 'everywhere',
  inServer: (id: string) => `in the server ${id} only`,
  servers: (count: number) =>
    found(
      `in ${count} ${count === 1 ? 'server' : 'servers'}, with every permission it needs`,
      'View Channels, Send Messages, Send Messages in Threads, Create Public Threads, Read Message History',
    ),
  noServer: (invitation: string) =>
    found('the bot is in no server', 'at least one', `open ${invitation}`),
  permissions: (server: string, missing: readonly string[], invitation: string) =>
    found(
      `in ${server} it lacks ${missing.join(', ')}`,
      'every permission it needs',
      `give its role them, or open ${invitation} again`,
    ),
  channels: (server: string, open: number, hidden: number) =>
    found(
      `in ${server}: ${open} channels are open to it, ${hidden} hidden from it`,
      'every permission it needs, where it sees a channel',
    ),
  channelsLack: (
    server: string,
    lacking: readonly { readonly name: string; readonly missing: readonly string[] }[],
    more: number,
  ) =>
    found(
      `in ${server} it lacks ${lacking.map(({ name, missing }) => `${missing.join(' and ')} in #${name}`).join('; ')}${more === 0 ? '' : `; and something in ${more} more`}`,
      'every permission it needs, where it sees a channel',
      'channel, Edit Channel, Permissions: give its role them; or take View Channel from it there',
    ),
  channelsHidden: (server: string, hidden: number) =>
    found(
      `in ${server} it sees none of ${hidden} channels`,
      'at least one channel to answer in',
      'channel, Edit Channel, Permissions: give its role View Channel and Send Messages',
    ),
  channelsUnknown: (server: string) =>
    found(`the channels of ${server} were not looked at`, 'those of the first 10 servers'),
  sessions: ({ left, total }: Sessions) =>
    found(`${left} of ${total} connections to the gateway are left`, 'a tenth of them or more'),
  sessionsFew: ({ left, total, resetMs }: Sessions) =>
    found(
      `${left} of ${total} connections to the gateway are left for ${Math.ceil(resetMs / MS_PER_MINUTE)} min`,
      'a tenth of them or more; without any Discord resets the token',
      'end the bot, find out why it restarts, start it again after that time',
    ),
  shardsFew: (count: number, recommended: number) =>
    found(
      `${count} shards, Discord recommends ${recommended}`,
      'as many as recommended',
      `set SHARD_COUNT=${recommended}`,
    ),
  limited: (times: number) =>
    found(
      `Discord limited the rate ${times} times while it was asked`,
      'never',
      'end other programs that use the same token',
    ),
} as const;

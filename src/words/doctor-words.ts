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

/** What `npm run doctor` says. Like the log it is for whoever runs Cria, and in English. */
export const doctorWords = {
  title: 'Cria: what works here, and what does not',
  severity: { ok: 'ok', note: 'note', warning: 'warning', error: 'ERROR' },
  expected: (text: string) => `expected: ${text}`,
  mend: (text: string) => `to mend it: ${text}`,
  sum: (errors: number, warnings: number) =>
    errors + warnings === 0
      ? 'Nothing is wrong.'
      : `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`,
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
  indexOther: (made: string, now: string) =>
    found(
      `the index was made with ${made}, the embedding model is ${now} now`,
      'the same weights',
      'npm run reindex',
    ),

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
} as const;

import { createCounted } from './counted.ts';
import { discordFindings } from './doctor-discord-words.ts';
import { found, type FindingText } from './finding-text.ts';

const counted = createCounted('en');

const GIB = 1_073_741_824;
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

interface Memory {
  readonly freeBytes: number;
  readonly allBytes: number;
}

/** What models take of a machine. */
interface Taken {
  /** Null: they run in a process of Cria's own. */
  readonly host: string | null;
  readonly models: readonly { readonly name: string; readonly bytes: number }[];
  /** All of them loaded. */
  readonly bytes: number;
}

const models = (taken: Taken): string =>
  taken.models.map(({ name, bytes }) => `${name} (${gib(bytes)})`).join(' and ');

const choose = ({ host }: Taken, model: string): string =>
  host === null
    ? `CHAT_MODEL=${model} in .env`
    : `ollama pull ${model}, then CHAT_MODEL=${model} in .env`;

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

  memory: ({ freeBytes, allBytes }: Memory) =>
    found(
      `${gib(freeBytes)} of ${gib(allBytes)} are free`,
      'at least 2 GiB free for a small model',
    ),
  memoryLow: ({ freeBytes, allBytes }: Memory) =>
    found(
      `${gib(freeBytes)} of ${gib(allBytes)} are free`,
      'at least 2 GiB free for a small model',
      'end other programs, or choose a smaller CHAT_MODEL',
    ),
  memoryFits: (taken: Taken, { freeBytes, allBytes }: Memory) =>
    found(
      `${models(taken)}; ${gib(freeBytes)} of ${gib(allBytes)} are free`,
      `${gib(taken.bytes)} for weights, window and work`,
    ),
  memoryOnCard: (taken: Taken) =>
    found(`${models(taken)}, held by a graphics card`, 'memory for the models'),
  memoryElsewhere: (taken: Taken) =>
    found(
      `${models(taken)} run at ${taken.host ?? ''}; its memory cannot be seen from here`,
      `${gib(taken.bytes)} free there`,
    ),
  memoryTaken: (taken: Taken, { freeBytes, allBytes }: Memory, smaller: string | null) =>
    found(
      `${models(taken)}; ${gib(freeBytes)} of ${gib(allBytes)} are free`,
      `${gib(taken.bytes)} for weights, window and work`,
      `end other programs${smaller === null ? '' : `, or take a smaller model: ${choose(taken, smaller)}`}`,
    ),
  memoryTooSmall: (taken: Taken, { allBytes }: Memory, smaller: string | null) =>
    found(
      `${models(taken)}; this machine has ${gib(allBytes)}`,
      `${gib(taken.bytes)} for weights, window and work${taken.host === null ? '' : ', unless a graphics card holds them'}`,
      smaller === null ? 'a machine with more memory' : choose(taken, smaller),
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
  ollama: (version: string, host: string, least: string) =>
    found(`Ollama ${version} at ${host}`, `${least} or later`),
  ollamaOld: (version: string, host: string, least: string) =>
    found(
      `Ollama ${version} at ${host}`,
      `${least} or later`,
      'install a current one from https://ollama.com/download',
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
      `${counted(articles, ['article', 'articles'])}, ${counted(passages, ['passage', 'passages'])}, embedded with ${embedder}`,
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
      `${counted(articles, ['article', 'articles'])}, ${counted(passages, ['passage', 'passages'])}, without vectors: searched by words alone`,
      'an index with vectors',
      'npm run reindex, once the embedding model can be reached',
    ),
  indexOther: (made: string, now: string | null) =>
    found(
      `the index was made with ${made}, the embedding model is ${now ?? 'another one'} now`,
      'the same weights',
      'npm run reindex',
    ),

  ...discordFindings,

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
} as const;

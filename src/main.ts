import { Argument, Command, Option } from 'commander';
import { toAppError } from './domain/errors.ts';
import { languageOption, limit, reindexOptions, type Flags } from './entry/flags.ts';
import type { Runtime } from './entry/runtime.ts';
import type { StoreName } from './entry/store-once.ts';
import { loadEnvFile } from './entry/load-env-file.ts';
import { makeDataFolder } from './storage/make-data-folder.ts';

const STORES: readonly StoreName[] = ['sqlite', 'postgres'];
/** Exit code of a process ended by Ctrl+C. */
const EXIT_INTERRUPTED = 130;
/** Exit code of a reindex whose index was built and is not served. */
const EXIT_KEPT_ASIDE = 3;
/** Variables with a token, a password, or an address that may hold one. */
const SECRET = /TOKEN|SECRET|PASSWORD|API_KEY|OLLAMA_HOST|DATABASE_URL/iu;

/** Longest time from the signal to the end, whatever hangs. */
const END_WITHIN_MS = 14_000;
/** How often it is looked whether npm, which started this, is still there. */
const PARENT_CHECK_MS = 500;

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, end);
}
watchParent();

/** Has everything end in good order, and the process in any case. */
function end(): void {
  if (interrupted.signal.aborted) return;
  interrupted.abort();
  setTimeout(() => process.exit(EXIT_INTERRUPTED), END_WITHIN_MS).unref();
}

/** A signal to `npm start` ends the shell between npm and this process, and nothing tells it. */
function watchParent(): void {
  if (isUnset('npm_lifecycle_event')) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, PARENT_CHECK_MS).unref();
}

interface RunOptions {
  /** Log level where the operator has not chosen one. */
  readonly quiet: boolean;
}

/** Builds the bot, runs one action and closes everything. */
async function run(
  action: (runtime: Runtime) => Promise<void>,
  options: RunOptions,
): Promise<void> {
  const isQuiet = options.quiet && isUnset('LOG_LEVEL');
  const env = isQuiet ? { ...process.env, LOG_LEVEL: 'error' } : process.env;
  // LangChain sends traces to a service when these are set; nothing may leave this machine.
  for (const name of ['LANGSMITH_TRACING', 'LANGCHAIN_TRACING_V2', 'LANGCHAIN_TRACING']) {
    Reflect.deleteProperty(process.env, name);
  }
  const [{ parseConfig }, { createLogger }, { newId }, { systemClock }, { compose }, keepings] =
    await loadParts();
  const config = parseConfig(env);
  makeDataFolder(config.dataDir);
  const logger = createLogger(config.logLevel);
  const environment = withoutSecrets(env);
  const keeping = await keepings.composeKeeping({ config, clock: systemClock, logger });
  const cria = compose({ config, environment, clock: systemClock, newId, logger, keeping });
  const { stdin, stdout, stderr } = process;
  try {
    await action({
      config,
      cria,
      clock: systemClock,
      newId,
      logger,
      signal: interrupted.signal,
      stdin,
      stdout,
      stderr,
      hasDisplay: !isUnset('DISPLAY') || !isUnset('WAYLAND_DISPLAY'),
    });
  } finally {
    await cria.close();
  }
}

/** What the programs that are started get to see. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET.test(name)));
}

/** Loaded for what runs the bot, not for what only prints: they take ten times as long. */
function loadParts() {
  return Promise.all([
    import('./config.ts'),
    import('./observability/logger.ts'),
    import('./observability/new-id.ts'),
    import('./observability/system-clock.ts'),
    import('./compose.ts'),
    import('./compose-keeping.ts'),
  ]);
}

/** An empty variable means the same as none. */
function isUnset(name: string): boolean {
  return (process.env[name] ?? '').trim() === '';
}

const program = new Command('cria')
  .description('Answers questions about open-source AI from articles, cited, on your own machine.')
  .showHelpAfterError();

program
  .command('start', { isDefault: true })
  .description('Serve Discord (DISCORD_TOKEN set), or the page in a browser.')
  .option('--terminal', 'without a token: a session in this terminal instead of the page')
  .action((flags: Flags) =>
    run(
      async (runtime) =>
        (await import('./entry/start.ts')).start(runtime, { terminal: flags.terminal ?? false }),
      { quiet: isUnset('DISCORD_TOKEN') },
    ),
  );

program
  .command('ask')
  .description('Answer one question, or a file of them, and end.')
  .argument('[question]')
  .option('--json', 'one JSON object a line on standard output')
  .addOption(languageOption('language of the answer'))
  .option('--batch <file>', 'lines of {"id","q"}; - for standard input')
  .action((question: string | undefined, flags: Flags) =>
    run(
      async (runtime) =>
        (await import('./entry/ask-once.ts')).askOnce(runtime, question ?? null, {
          json: flags.json ?? false,
          language: flags.lang ?? null,
          batch: flags.batch ?? null,
        }),
      { quiet: true },
    ),
  );

program
  .command('debate')
  .description('Sum up two sides of a debate from the articles, and end.')
  .option('--topic <text>', 'what it is about')
  .option('--a <name>', 'one side')
  .option('--b <name>', 'the other side')
  .addOption(languageOption('language of the summary'))
  .option('--json', 'one JSON object on standard output')
  .action((flags: Flags) =>
    run(
      async (runtime) =>
        (await import('./entry/debate-once.ts')).debateOnce(runtime, {
          topic: flags.topic,
          sideA: flags.a,
          sideB: flags.b,
          language: flags.lang ?? null,
          json: flags.json ?? false,
        }),
      { quiet: true },
    ),
  );

program
  .command('search')
  .description('Show the passages found for a query, or for a file of them, and end.')
  .argument('[query]')
  .option('--json', 'one JSON object a line on standard output')
  .option('--limit <n>', 'passages a query', limit)
  .option('--batch <file>', 'lines of {"id","q"}; - for standard input')
  .action((query: string | undefined, flags: Flags) =>
    run(
      async (runtime) =>
        (await import('./entry/search-once.ts')).searchOnce(runtime, query ?? null, {
          json: flags.json ?? false,
          limit: flags.limit ?? 10,
          batch: flags.batch ?? null,
        }),
      { quiet: true },
    ),
  );

program
  .command('reindex')
  .description('Bring the index up to date; only what changed is embedded again.')
  .option('--check', 'only show what would change')
  .option('--yes', 'do it without asking, as happens anyway without a terminal')
  .option('--full', 'read every article, also those that seem to be what they were')
  .option('--rollback', 'go back to the generation before')
  .option('--serve-aside', 'serve the generation that the golden questions kept aside')
  .option('--discard-aside', 'remove that generation')
  .option('--json', 'one JSON object on standard output')
  .action((flags: Flags) =>
    run(
      async (runtime) => {
        const { reindexOnce } = await import('./entry/reindex-once.ts');
        const outcome = await reindexOnce(runtime, reindexOptions(flags));
        if (outcome === 'kept-aside') process.exitCode = EXIT_KEPT_ASIDE;
      },
      { quiet: true },
    ),
  );

program
  .command('knowledge')
  .description('Look at the articles, search them, add and remove some, as /knowledge does.')
  .argument('[words...]', 'list | show | search | add | remove | sources, and what belongs to it')
  .allowUnknownOption()
  .action((words: readonly string[]) =>
    run(
      async (runtime) => {
        const { knowledgeOnce } = await import('./entry/knowledge-once.ts');
        if (!(await knowledgeOnce(runtime, words))) process.exitCode = 1;
      },
      { quiet: true },
    ),
  );

program
  .command('backup')
  .description('Copy the data folder, also while the bot runs, and end.')
  .argument('[folder]', 'a new folder; default: one in backups/')
  .action((folder: string | undefined) =>
    run(
      async (runtime) =>
        (await import('./entry/backup-once.ts')).backupOnce(runtime, folder ?? null),
      { quiet: true },
    ),
  );

program
  .command('restore')
  .description('Put a backup in the place of the data folder; end the bot first.')
  .argument('<folder>', 'as backup made it')
  .action((folder: string) =>
    run(async (runtime) => (await import('./entry/backup-once.ts')).restoreOnce(runtime, folder), {
      quiet: true,
    }),
  );

program
  .command('store')
  .description('Copy what is remembered from one store to the other, or compare both, and end.')
  .addArgument(new Argument('<what>').choices(['copy', 'check']))
  .addOption(new Option('--from <store>').choices(STORES).default('sqlite'))
  .addOption(new Option('--to <store>').choices(STORES).default('postgres'))
  .option('--prune', 'remove from the target what the source does not have')
  .action((does: 'copy' | 'check', flags: { from: StoreName; to: StoreName; prune?: boolean }) =>
    run(
      async (runtime) => {
        const { storeOnce } = await import('./entry/store-once.ts');
        process.exitCode = (await storeOnce(runtime, { does, prune: false, ...flags })) ? 0 : 1;
      },
      { quiet: true },
    ),
  );

program
  .command('doctor')
  .description('Look at everything Cria needs here, say what is wrong and what mends it, and end.')
  .option('--json', 'one JSON object on standard output')
  .action(async (flags: Flags) => {
    const options = { json: flags.json ?? false };
    const { doctorOnce, doctorWithout } = await import('./entry/doctor/doctor-once.ts');
    try {
      await run(
        async (runtime) => {
          process.exitCode = await doctorOnce(runtime, options);
        },
        { quiet: true },
      );
    } catch (thrown) {
      const { systemClock: clock } = await import('./observability/system-clock.ts');
      const { stdout } = process;
      const parts = { clock, stdout, signal: interrupted.signal };
      process.exitCode = await doctorWithout(toAppError(thrown).message, parts, options);
    }
  });

program
  .command('receipt')
  .description('Tell how a kept answer came about, and end.')
  .argument('<id>', 'of the answer; /why names it')
  .option('--replay', 'search again, and compare what is found')
  .option('--json', 'one JSON object on standard output')
  .action((id: string, flags: Flags) =>
    run(
      async (runtime) =>
        (await import('./entry/receipt-once.ts')).receiptOnce(runtime, id, {
          replay: flags.replay ?? false,
          json: flags.json ?? false,
        }),
      { quiet: true },
    ),
  );

program
  .command('check-corpus')
  .description('Check every article of the corpus and name file and line of every fault.')
  .action(() =>
    run(
      async (runtime) => (await import('./entry/check-corpus-once.ts')).checkCorpusOnce(runtime),
      { quiet: true },
    ),
  );

try {
  loadEnvFile('.env', process.env);
  await program.parseAsync();
} catch (thrown) {
  const error = toAppError(thrown);
  if (interrupted.signal.aborted) process.exitCode = EXIT_INTERRUPTED;
  else {
    process.stderr.write(`cria: ${error.message}\n`);
    process.exitCode = 1;
  }
}
// Everything is closed; a connection that is still being made must not keep the process.
if (interrupted.signal.aborted) process.exit();

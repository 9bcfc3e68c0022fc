import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openBuild } from './build.mjs';
import { installCommand } from './dependencies.mjs';
import { withEnvFile } from './environment.mjs';
import { runQuickstart } from './flow.mjs';
import { mayDownload } from './may-download.mjs';
import { findBinary, offlineHome, probe } from './ollama.mjs';
import { installFault } from './install-fault.mjs';
import { npmProgram, run, runHeld, startServer } from './processes.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUN = join('scripts', 'run.mjs');
const SET_UP = join('scripts', 'ollama', 'setup.sh');

/** Runs the quick start on this machine. Standard output belongs to the app; all else is on stderr. */
export function quickstart({ offline, download }) {
  const environment = withEnvFile(process.env, join(ROOT, '.env'));
  const { platform } = process;
  const onStderr = { cwd: ROOT, env: environment, stdio: ['ignore', 2, 2] };
  return runQuickstart(
    { offline, environment, platform },
    {
      log: (message) => console.error(message),
      sleep,
      probe,
      installCommand: () => installCommand(ROOT),
      install: (command) => {
        const npm = npmProgram(environment, platform);
        return install(npm, command, { cwd: ROOT, env: environment, ...npm.options });
      },
      mayDownload: () =>
        mayDownload(
          { flag: download, environment },
          { isTerminal: process.stdin.isTTY && process.stderr.isTTY, ask },
        ),
      build: () => build((message) => console.error(message)),
      setUpOffline: () => run('bash', [SET_UP, '--with-qwen'], onStderr),
      // After the offline set-up its own server is the one that has its models.
      findBinary: (isOffline) =>
        isOffline
          ? join(offlineHome(environment), 'bin', 'ollama')
          : findBinary(environment, platform),
      startServer: (binary, base, env) => {
        const logFile = join(ROOT, environment.DATA_DIR ?? '.cria', 'ollama.log');
        return startServer(binary, base, { environment: env, logFile, platform });
      },
      // Where nobody looks, one question is answered, and that is all.
      runApp: (env) => {
        const isSeen = process.stdin.isTTY && process.stdout.isTTY;
        return run(process.execPath, [RUN, 'start', ...(isSeen ? [] : ['--terminal'])], {
          cwd: ROOT,
          env,
        });
      },
    },
  );
}

/** Says nothing while it goes well; a failed compiler's fifty lines become the one that helps. */
async function install(npm, command, options) {
  const { code, output } = await runHeld(npm.program, [...npm.leading, ...command], options);
  if (code !== 0) console.error(installFault(output, process.platform));
  return code;
}

async function ask(question) {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

async function build(log) {
  try {
    await openBuild(ROOT, log);
    return 0;
  } catch (error) {
    log(error.message);
    return 1;
  }
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is downloaded where there is no Ollama; under 100 MB nobody would be asked. */
export const DOWNLOAD =
  '83 MB of program and up to 2.7 GB of models (1.2 GB where no model hub is in reach)';
const QUESTION = `No Ollama answers. Cria can run models itself: a download of ${DOWNLOAD}. Get it? [Y/n] `;
const ANSWER_FILE = 'may-download';

/** Folder of weights and of what runs them; the same as in src/config.ts. */
export function modelCache(environment) {
  if (environment.MODEL_CACHE_DIR !== undefined) return environment.MODEL_CACHE_DIR;
  const home = environment.HOME ?? environment.USERPROFILE ?? homedir();
  const caches = environment.XDG_CACHE_HOME ?? environment.LOCALAPPDATA ?? join(home, '.cache');
  return join(caches, 'cria');
}

/**
 * Whether models may be downloaded: as the flag says, else the environment, else what was said the
 * last time; a person at a terminal is asked once. Without one nobody can be asked: yes.
 * @param flag `yes`, `no` or null
 * @param deps `isTerminal`, and `ask(question)` for what was typed
 */
export async function mayDownload({ flag, environment }, deps) {
  const chosen = flag ?? environment.MODEL_DOWNLOAD ?? null;
  const file = join(modelCache(environment), ANSWER_FILE);
  if (chosen !== null) {
    if (flag !== null) remember(file, flag);
    return chosen === 'yes';
  }
  const remembered = recall(file);
  if (remembered !== null || !deps.isTerminal) return remembered !== 'no';
  const isYes = !/^\s*n/i.test(await deps.ask(QUESTION));
  remember(file, isYes ? 'yes' : 'no');
  return isYes;
}

function recall(file) {
  try {
    const said = readFileSync(file, 'utf8').trim();
    return said === 'yes' || said === 'no' ? said : null;
  } catch {
    return null;
  }
}

/** A folder that cannot be written to means being asked again. */
function remember(file, said) {
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `${said}\n`);
  } catch {
    // see above
  }
}

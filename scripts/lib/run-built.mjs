import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openBuild } from './build.mjs';
import { mapStackTraces } from './stack-traces.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program of the build in this process, so that signals and the exit code are its own. */
export async function runBuilt(name) {
  let folder;
  try {
    folder = await openBuild(ROOT, (message) => console.error(message));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  mapStackTraces(folder);
  await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
}

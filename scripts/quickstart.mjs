// `npm run quickstart`: from a fresh clone to an answer. Runs before anything is installed, so it
// is plain Node without packages, and loads its parts only when this Node can run them.
import { nodeVersionProblem } from './lib/node-version.mjs';

async function main() {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem !== null) {
    console.error(problem);
    return 1;
  }
  const { parseArguments, USAGE } = await import('./lib/arguments.mjs');
  const asked = parseArguments(process.argv.slice(2));
  if (asked.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (asked.unknown !== null) {
    console.error(`quickstart: unknown argument ${asked.unknown}\n\n${USAGE}`);
    return 2;
  }
  const { quickstart } = await import('./lib/quickstart-on-machine.mjs');
  return quickstart(asked);
}

process.exitCode = await main();

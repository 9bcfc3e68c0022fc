// node scripts/run.mjs [command] [options]: Cria, compiled first when the sources have changed.
import { runBuilt } from './lib/run-built.mjs';

await runBuilt('main');

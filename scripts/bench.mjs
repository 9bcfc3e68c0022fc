// `npm run bench`: see evals/bench/run.ts.
import { runBuilt } from './lib/run-built.mjs';

await runBuilt('bench');

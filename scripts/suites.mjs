// `npm run suites`: see evals/suites/run.ts.
import { runBuilt } from './lib/run-built.mjs';

await runBuilt('suites');

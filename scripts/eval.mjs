// `npm run eval`: see evals/run.ts.
import { runBuilt } from './lib/run-built.mjs';

await runBuilt('eval');

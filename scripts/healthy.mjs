// node scripts/healthy.mjs: exit code 0 while a bot that serves gives signs of life in DATA_DIR, else 1.
import { statSync } from 'node:fs';
import { join } from 'node:path';

const LONGEST_MS = 90_000; // the bot writes every 20 seconds
const file = join(process.env.DATA_DIR || '.cria', 'alive');
const writtenMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const agoMs = Date.now() - writtenMs;
if (agoMs > LONGEST_MS) {
  console.error(
    writtenMs === 0
      ? `No bot serves: ${file} is missing.`
      : `No sign of life for ${Math.round(agoMs / 1_000)} s.`,
  );
  process.exitCode = 1;
}

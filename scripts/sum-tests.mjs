// node scripts/sum-tests.mjs REPORT.json...: one closing line over Vitest's JSON reports.
// A report that is missing or unreadable counts as a failure. Exit code 1 when anything failed or nothing ran.
import { readFileSync } from 'node:fs';
import { closingLine, countTests, sumCounts } from './lib/test-summary.mjs';

function countFile(path) {
  try {
    return countTests(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    console.error(`The test report ${path} cannot be read: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const total = sumCounts(process.argv.slice(2).map(countFile));
console.log(closingLine(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/**
 * Test counts of one Vitest JSON report. A file that failed before its tests could run counts as
 * one failure, and so does a run that failed for a reason outside any test.
 */
export function countTests(report) {
  const files = report.testResults ?? [];
  const broken = files.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  const failed = (report.numFailedTests ?? 0) + broken.length;
  const isUnexplained = report.success === false && failed === 0;
  return { passed: report.numPassedTests ?? 0, failed: isUnexplained ? 1 : failed, skipped };
}

export function sumCounts(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) {
    for (const key of Object.keys(total)) total[key] += count[key];
  }
  return total;
}

/** The closing line: `N passed, N failed`, and `, N skipped` when some were. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}
export function countTests(report: unknown): TestCounts;
export function sumCounts(counts: readonly TestCounts[]): TestCounts;
export function closingLine(counts: TestCounts): string;

/** What a check found: what was measured, what was expected, and what mends it. */
export interface FindingText {
  readonly measured: string;
  readonly expected: string;
  /** A command or click; null where nothing is to do. */
  readonly mend: string | null;
}

/** @param mend nothing where nothing is to do */
export const found = (
  measured: string,
  expected: string,
  mend: string | null = null,
): FindingText => ({
  ...{ measured, expected, mend },
});

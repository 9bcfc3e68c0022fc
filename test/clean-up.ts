const pending: (() => Promise<void>)[] = [];

/**
 * Runs when the test is over, the last first; a test file's own `afterEach` come before. Modules are
 * shared by the files of a run, so that a hook at the top of a helper would serve the first alone.
 */
export function cleanUpAfterTest(work: () => Promise<void>): void {
  pending.push(work);
}

/** For the set-up of the tests: does what is pending. */
export async function cleanUp(): Promise<void> {
  while (pending.length > 0) await pending.pop()?.();
}

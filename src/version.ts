import manifest from '../package.json' with { type: 'json' };

/** Below the folder of builds, see `scripts/lib/build.mjs`. */
const BUILD_PATH = /\/dist\/([0-9a-f]{8,64})\//u;

/** What of the code runs: `0.1.0`, and where it is compiled the stamp of its sources, `0.1.0+8c1f…`. */
export function versionOf(moduleUrl: string): string {
  const stamp = BUILD_PATH.exec(moduleUrl)?.[1];
  return stamp === undefined ? manifest.version : `${manifest.version}+${stamp}`;
}

/** Of this process. */
export const VERSION = versionOf(import.meta.url);

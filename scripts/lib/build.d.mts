export const ENTRIES: Readonly<Record<string, string>>;
export function openBuild(
  root: string,
  log: (message: string) => void,
  compile?: (root: string, folder: string) => Promise<void>,
): Promise<string>;
export function stampOf(root: string): string;
export function withBuiltUrls(
  code: string,
  path: string,
  options: { root: string; builtUrl?: string },
): string;

import type { Environment } from './environment.mjs';

export const DOWNLOAD: string;
export function modelCache(environment: Environment): string;
export function mayDownload(
  request: { flag: 'yes' | 'no' | null; environment: Environment },
  deps: { isTerminal: boolean; ask(question: string): Promise<string> },
): Promise<boolean>;

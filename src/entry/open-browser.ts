import { spawn } from 'node:child_process';

/** Whether there is a desktop to open something on. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  /** Of Linux: an X or Wayland display is named. */
  readonly hasDisplay: boolean;
  /** Somebody sits in front of it. */
  readonly isTerminal: boolean;
}

/** The program that opens an address, with its arguments; null where there is no desktop. */
export function openerOf(
  address: string,
  { platform, hasDisplay, isTerminal }: Desktop,
): readonly [program: string, ...args: string[]] | null {
  if (!isTerminal) return null;
  if (platform === 'darwin') return ['open', address];
  if (platform === 'win32') return ['explorer.exe', address];
  return hasDisplay ? ['xdg-open', address] : null;
}

/** Opens an address in the browser where there is a desktop. A failure is nobody's loss: it was said. */
export function openBrowser(address: string, desktop: Desktop): void {
  const opener = openerOf(address, desktop);
  if (opener === null) return;
  const [program, ...args] = opener;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

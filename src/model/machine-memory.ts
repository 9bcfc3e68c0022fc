import { totalmem } from 'node:os';

/** Memory of the machine in bytes, or what a container may have, where that is less. */
export function machineMemory(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

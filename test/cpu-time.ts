/** A net for what takes quadratic time, on any machine, in ms; what is aimed at, `npm run bench` measures. */
export const MAX_CPU_MS = 3_000;

/** What some work costs this process in time on a processor, in ms, however busy the machine is. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000; // from µs
}

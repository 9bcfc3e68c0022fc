const BAR_CHARS = 20;

/** `` `█████░░░░░` 50 % ``: how much of something is done, in text. A total of 0 is nothing done. */
export function progressBarText(done: number, total: number): string {
  const share = total <= 0 ? 0 : Math.min(1, Math.max(0, done / total));
  const full = Math.round(share * BAR_CHARS);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_CHARS - full);
  return `\`${bar}\` ${Math.floor(share * 100)} %`;
}

const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3_600;

/** `850 ms`, `8 s`, `1 min 35 s`, `2 h 5 min`: the same in every language. */
export function duration(ms: number): string {
  if (ms < MS_PER_SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.round(ms / MS_PER_SECOND);
  if (seconds < SECONDS_PER_MINUTE) return `${seconds} s`;
  const isLong = seconds >= SECONDS_PER_HOUR;
  const unit = isLong ? SECONDS_PER_HOUR : SECONDS_PER_MINUTE;
  const whole = Math.floor(seconds / unit);
  const rest = isLong
    ? Math.round((seconds % unit) / SECONDS_PER_MINUTE)
    : Math.round(seconds % unit);
  const [large, small] = isLong ? ['h', 'min'] : ['min', 's'];
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`;
}

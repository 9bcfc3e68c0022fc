import { AppError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { parseRobots, type SiteRules } from './robots-rules.ts';
import { refused } from './web-faults.ts';
import {
  MAX_ROBOTS_BYTES,
  MAX_ROBOTS_ENTRIES,
  ROBOT_NAME,
  ROBOTS_FAILURE_LIFETIME_MS,
  ROBOTS_LIFETIME_MS,
} from './web-limits.ts';
import type { WebResponse } from './guarded-request.ts';

/** Fetches an address with its redirects, each vetted. */
export type GetFollowing = (
  url: URL,
  signal: AbortSignal,
) => Promise<{ readonly response: WebResponse; readonly text: () => Promise<string> }>;

/** The rules of sites for programs. */
export interface Robots {
  /** @throws AppError `address-refused` when the site does not want it, or did not say */
  check(url: URL, signal: AbortSignal): Promise<void>;
}

type Rules = 'all' | 'none' | SiteRules;

interface Entry {
  readonly rules: Rules;
  readonly untilMs: number;
}

/**
 * Rules as of RFC 9309: a site without `robots.txt` (4xx) allows everything, one that cannot be
 * asked (5xx, no answer) nothing. Remembered for an hour, for at most `MAX_ROBOTS_ENTRIES` sites.
 */
export function createRobots(clock: Pick<Clock, 'elapsed'>, get: GetFollowing): Robots {
  const known = new Map<string, Entry>();
  const rulesOf = async (origin: string, signal: AbortSignal): Promise<Rules> => {
    const entry = known.get(origin);
    if (entry !== undefined && entry.untilMs > clock.elapsed()) return entry.rules;
    const rules = await fetchRules(new URL('/robots.txt', origin), get, signal);
    const lifetimeMs = rules === 'none' ? ROBOTS_FAILURE_LIFETIME_MS : ROBOTS_LIFETIME_MS;
    known.delete(origin); // what is renewed goes to the end
    known.set(origin, { rules, untilMs: clock.elapsed() + lifetimeMs });
    const [oldest] = known.keys();
    if (known.size > MAX_ROBOTS_ENTRIES && oldest !== undefined) known.delete(oldest);
    return rules;
  };
  return {
    async check(url, signal) {
      const rules = await rulesOf(url.origin, signal);
      if (rules === 'all') return;
      if (rules === 'none') {
        throw refused('robots', `${url.host} does not answer whether programs may read its pages.`);
      }
      if (!rules.isAllowed(url)) {
        throw refused(
          'robots',
          `${url.host} does not want programs to read this page (robots.txt).`,
        );
      }
    },
  };
}

async function fetchRules(url: URL, get: GetFollowing, signal: AbortSignal): Promise<Rules> {
  try {
    const { response, text } = await get(url, signal);
    if (response.status >= 200 && response.status < 300) {
      return parseRobots((await text()).slice(0, MAX_ROBOTS_BYTES), ROBOT_NAME);
    }
    return response.status >= 500 || response.status === 429 ? 'none' : 'all';
  } catch (error) {
    signal.throwIfAborted();
    // An address that must not be fetched stays refused for that reason.
    if (error instanceof AppError && error.code === 'address-refused') throw error;
    return 'none';
  }
}

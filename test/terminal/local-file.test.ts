import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFile } from '../../src/terminal/local-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cria-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file of this machine', () => {
  it('is read as a whole', async () => {
    const path = join(folder, 'a b.md');
    await writeFile(path, '# Titel');
    const file = (await localFile(path))!;
    expect(file).toMatchObject({ name: 'a b.md', contentType: null, sizeBytes: 7 });
    expect(new TextDecoder().decode(await file.read(7))).toBe('# Titel');
  });

  it('that is larger than allowed, or has grown since, is refused', async () => {
    const path = join(folder, 'a.md');
    await writeFile(path, 'short');
    const file = (await localFile(path))!;
    await writeFile(path, 'x'.repeat(300_000));
    await expect(file.read(100)).rejects.toMatchObject({ code: 'document-too-large' });
    await expect(file.read(200_000)).rejects.toMatchObject({ code: 'document-too-large' });
    expect(await file.read(300_000)).toHaveLength(300_000);
  });

  it('that went away is a fault, and a stop ends reading', async () => {
    const path = join(folder, 'a.md');
    await writeFile(path, 'text');
    const file = (await localFile(path))!;
    await expect(file.read(100, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    await rm(path);
    await expect(file.read(100)).rejects.toMatchObject({ code: 'address-failed' });
  });

  it('is none where there is a folder or nothing', async () => {
    expect(await localFile(folder)).toBeNull();
    expect(await localFile(join(folder, 'nothing.md'))).toBeNull();
  });
});

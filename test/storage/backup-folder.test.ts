import Database from 'better-sqlite3';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { formatPointer, NO_POINTER } from '../../src/indexing/generation/current-pointer.ts';
import { BACKUP_LIST, backUp, restore } from '../../src/storage/backup-folder.ts';
import { faultOf } from '../model/faults.ts';

const [CURRENT, PREVIOUS, OLD] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];
const { signal } = new AbortController();

let root: string;
let dataDir: string;
let target: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cria-backup-'));
  dataDir = join(root, 'data');
  target = join(root, 'backups', 'one');
  put('registered-commands.json', '{}');
  put('cache/embeddings.sqlite', 'made anew');
  put('index/CURRENT', formatPointer({ ...NO_POINTER, current: CURRENT, previous: PREVIOUS }));
  for (const id of [CURRENT, PREVIOUS, OLD]) put(`index/${id}/vectors.hnsw`, id);
  put(`index/${OLD}.partial/vectors.hnsw`, 'half');
  put('index/build.lock', '1');
  put('servers/123/articles/mine.md', '# Mine');
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(dataDir, path)), { recursive: true });
  writeFileSync(join(dataDir, path), text);
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function openDatabase(): Database.Database {
  const db = new Database(join(dataDir, 'cria.sqlite'));
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE notes (text TEXT)');
  db.exec("INSERT INTO notes VALUES ('kept')");
  return db;
}

const notesIn = (folder: string): unknown[] => {
  const db = new Database(join(folder, 'cria.sqlite'), { readonly: true });
  const rows = db.prepare('SELECT text FROM notes').pluck().all();
  db.close();
  return rows;
};

describe('a backup', () => {
  test('holds what cannot be made anew, as it is while a bot writes', async () => {
    const db = openDatabase(); // stays open, with its text in the log beside the file
    const { files, bytes } = await backUp(dataDir, target, signal);
    expect(filesOf(target)).toEqual([
      BACKUP_LIST,
      'cria.sqlite',
      'index/CURRENT',
      `index/${CURRENT}/vectors.hnsw`,
      `index/${PREVIOUS}/vectors.hnsw`,
      'registered-commands.json',
      'servers/123/articles/mine.md',
    ]);
    expect(files).toBe(6);
    expect(bytes).toBeGreaterThan(1_000);
    db.exec("INSERT INTO notes VALUES ('later')");
    expect(notesIn(target)).toEqual(['kept']);
    db.close();
  });

  test('is restored beside what was there before', async () => {
    openDatabase().close();
    await backUp(dataDir, target, signal);
    put('registered-commands.json', 'changed');
    const before = await restore(target, dataDir, { signal, suffix: 'before' });
    expect(before).toBe(`${dataDir}.before`);
    expect(readFileSync(join(dataDir, 'registered-commands.json'), 'utf8')).toBe('{}');
    expect(readFileSync(join(before!, 'registered-commands.json'), 'utf8')).toBe('changed');
    expect(existsSync(join(dataDir, BACKUP_LIST))).toBe(false);
    const empty = join(root, 'empty');
    mkdirSync(empty);
    expect(await restore(target, empty, { signal, suffix: 'before' })).toBeNull();
    expect(filesOf(empty)).toEqual(filesOf(dataDir));
    expect(notesIn(dataDir)).toEqual(['kept']);
  });

  test('that is damaged, cut short or none at all changes nothing', async () => {
    await backUp(dataDir, target, signal);
    writeFileSync(join(target, `index/${CURRENT}/vectors.hnsw`), 'other');
    const there = filesOf(dataDir);
    const fault = await faultOf(restore(target, dataDir, { signal, suffix: 'before' }));
    expect(fault.code).toBe('storage-failed');
    expect(fault.message).toContain('vectors.hnsw');
    const escape = { version: 1, files: [{ path: '../out', sha256: 'x' }] };
    for (const text of ['', '{}', JSON.stringify(escape)]) {
      writeFileSync(join(target, BACKUP_LIST), text);
      expect((await faultOf(restore(target, dataDir, { signal, suffix: 'b' }))).message).toContain(
        'no whole backup',
      );
    }
    expect(filesOf(dataDir)).toEqual(there);
  });

  test('takes the place of no other, and of none that was not finished', async () => {
    mkdirSync(target, { recursive: true });
    expect((await faultOf(backUp(dataDir, target, signal))).code).toBe('usage');
    const second = join(root, 'backups', 'two');
    expect((await faultOf(backUp(dataDir, second, AbortSignal.abort()))).code).toBe('cancelled');
    expect(existsSync(second)).toBe(false);
    await backUp(dataDir, second, signal);
    expect(filesOf(second)).toContain('index/CURRENT');
  });

  test('of a folder that is not there says so', async () => {
    const fault = await faultOf(backUp(join(root, 'absent'), target, signal));
    expect(fault).toMatchObject({ code: 'storage-failed' });
  });
});

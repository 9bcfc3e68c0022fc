import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import { toStorageError } from '../../../src/indexing/files/storage-fault.ts';

function withCode(code: string): Error {
  return Object.assign(new Error(`told to fail: ${code}`), { code });
}

test.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['SQLITE_FULL', 'disk-full'],
  ['EROFS', 'storage-failed'],
  ['EACCES', 'storage-failed'],
  ['SQLITE_IOERR_WRITE', 'storage-failed'],
  ['SQLITE_READONLY', 'storage-failed'],
])('%s becomes %s and names the folder', (code, expected) => {
  const error = toStorageError(withCode(code), '/data/cria');
  expect(error).toMatchObject({ code: expected, details: { folder: '/data/cria' } });
  expect(error.message).toContain('/data/cria');
});

test('a database that may not grow is a full disk', () => {
  const db = new Database(':memory:');
  db.pragma('max_page_count = 5');
  const fill = (): void => {
    db.exec(`CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))`);
  };
  let thrown: unknown;
  try {
    fill();
  } catch (error) {
    thrown = error;
  }
  expect(toStorageError(thrown, '/x').code).toBe('disk-full');
  db.close();
});

test('an AppError passes, anything else is internal', () => {
  const error = new AppError('index-busy', 'x');
  expect(toStorageError(error, '/x')).toBe(error);
  expect(toStorageError(new Error('y'), '/x').code).toBe('internal');
  expect(toStorageError(withCode('odd'), '/x').code).toBe('internal');
});

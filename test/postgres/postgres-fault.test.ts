import { expect, test } from 'vitest';
import { PostgresDatabase } from '../../src/postgres/database.ts';
import { toPostgresFault } from '../../src/postgres/postgres-fault.ts';
import { deadHost, faultOf } from '../model/faults.ts';

const fault = (code: string, message = 'text with a stored value') =>
  toPostgresFault(Object.assign(new Error(message), { code }), 'db.lan/cria');

test.each([
  ['53100', 'disk-full', true],
  ['28P01', 'storage-failed', false],
  ['57P01', 'storage-failed', true],
  ['ECONNREFUSED', 'storage-failed', true],
  ['42501', 'storage-failed', false],
  ['23505', 'storage-failed', false],
])('names SQLSTATE %s as %s', (code, expected, isRetryable) => {
  const error = fault(code);
  expect(error).toMatchObject({ code: expected, isRetryable, details: { file: 'db.lan/cria' } });
  expect(error.message).toContain('db.lan/cria');
  expect(error.message).not.toContain('stored value');
  expect(error.cause).toBeDefined();
});

test('what is no fault of the database stays what it is', () => {
  expect(toPostgresFault(new TypeError('oops'), 'db').code).toBe('internal');
});

test('a server that is not there is told without the password', async () => {
  const { host } = new URL(await deadHost());
  const database = new PostgresDatabase(`postgres://me:s3cret@${host}/cria`);
  const error = await faultOf(database.open());
  expect(error).toMatchObject({ code: 'storage-failed', isRetryable: true });
  expect(JSON.stringify([error.message, error.details])).not.toContain('s3cret');
  await database.close();
});

test('a database that was closed is not opened again', async () => {
  const database = new PostgresDatabase('postgres://127.0.0.1:1/cria');
  await database.close();
  expect((await faultOf(database.open())).message).toContain('has been closed');
});

import { createBuildSession } from '../../indexing/building/build-session.ts';
import { answerRequests, workerStart } from '../../indexing/threads/answer-requests.ts';
import { PostgresDatabase } from '../database.ts';
import { postgresWriter } from './postgres-writer.ts';

/* Entry of the thread that builds into PostgreSQL. */
const { url, exactScanMax } = workerStart.store;
const database = new PostgresDatabase(String(url));
const writer = postgresWriter({
  database,
  exactScanMax: typeof exactScanMax === 'number' ? exactScanMax : undefined,
});
answerRequests(createBuildSession(writer));

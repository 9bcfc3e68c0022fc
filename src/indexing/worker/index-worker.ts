import { answerRequests, workerStart } from '../threads/answer-requests.ts';

/* Entry of an index worker. Its role picks a session. */
answerRequests(await loadSession());

async function loadSession(): Promise<object> {
  if (workerStart.role === 'build') {
    const { createBuildSession } = await import('../building/build-session.ts');
    const { folderWriter } = await import('../generation/folder-writer.ts');
    return createBuildSession(folderWriter);
  }
  return (await import('./search-session.ts')).createSearchSession();
}

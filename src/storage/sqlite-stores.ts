import type { Stores } from '../domain/stores.ts';
import { sqliteAnswers } from './answer-store.ts';
import { sqliteConversations } from './conversation-store.ts';
import { memoryCoolDowns } from './cool-down-store.ts';
import { SqliteStore, type DatabaseOptions } from './database.ts';
import { eraseServer, eraseUser, prune } from './delete-rows.ts';
import { sqliteFeedback } from './feedback-store.ts';
import { sqliteLeftServers } from './left-server-store.ts';
import { sqlitePendingReplies } from './pending-reply-store.ts';
import { sqlitePolls } from './poll-store.ts';
import { sqliteSettings } from './settings-store.ts';
import { sqliteUsage } from './usage-store.ts';
import { sqliteVotes } from './vote-store.ts';

/** All stores over `<dataDir>/cria.sqlite`. Nothing is opened before the first use or `open`. */
export function createSqliteStores(options: DatabaseOptions): Stores {
  const store = new SqliteStore(options);
  return {
    answers: sqliteAnswers(store),
    feedback: sqliteFeedback(store),
    conversations: sqliteConversations(store),
    settings: sqliteSettings(store),
    usage: sqliteUsage(store),
    coolDowns: memoryCoolDowns(),
    pendingReplies: sqlitePendingReplies(store),
    votes: sqliteVotes(store),
    polls: sqlitePolls(store),
    leftServers: sqliteLeftServers(store),
    open: () => store.run(() => undefined),
    eraseUser: (userId) => eraseUser(store, userId),
    eraseServer: (guildId) => eraseServer(store, guildId),
    prune: (limits) => prune(store, limits),
    close() {
      store.close();
      return Promise.resolve();
    },
  };
}

import type { Stores } from '../domain/stores.ts';
import type { PostgresDatabase } from './database.ts';
import { Presence } from './presence.ts';
import { postgresAnswers } from './stores/answer-store.ts';
import { postgresConversations } from './stores/conversation-store.ts';
import { eraseServer, eraseUser, prune } from './stores/delete-rows.ts';
import { postgresCoolDowns } from './stores/cool-down-store.ts';
import { postgresFeedback } from './stores/feedback-store.ts';
import { postgresLeftServers } from './stores/left-server-store.ts';
import { postgresPendingReplies } from './stores/pending-reply-store.ts';
import { postgresPolls } from './stores/poll-store.ts';
import { postgresSettings } from './stores/settings-store.ts';
import { postgresUsage } from './stores/usage-store.ts';
import { postgresVotes } from './stores/vote-store.ts';

/** All stores in one database; closing them closes it. */
export function createPostgresStores(
  database: PostgresDatabase,
  presence = new Presence(database),
): Stores {
  return {
    answers: postgresAnswers(database),
    feedback: postgresFeedback(database),
    conversations: postgresConversations(database),
    settings: postgresSettings(database),
    usage: postgresUsage(database),
    coolDowns: postgresCoolDowns(database),
    pendingReplies: postgresPendingReplies(database, presence),
    votes: postgresVotes(database),
    polls: postgresPolls(database),
    leftServers: postgresLeftServers(database),
    open: () => database.open(),
    eraseUser: (userId) => eraseUser(database, userId),
    eraseServer: (guildId) => eraseServer(database, guildId),
    prune: (limits) => prune(database, limits),
    async close() {
      await presence.close();
      await database.close();
    },
  };
}

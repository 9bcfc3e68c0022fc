import {
  DEFAULT_GUILD_SETTINGS,
  MAX_REASON_CHARS,
  MAX_TURNS,
  utcDay,
  type DeletedCounts,
  type Feedback,
  type GuildSettings,
  type PendingReply,
  type PollTopic,
  type ChannelPoll,
  type ChannelTopic,
  type PollVote,
  type PruneLimits,
  type StoredAnswer,
  type StoredTurn,
  type Stores,
  type UsageKey,
} from '../../src/domain/stores.ts';
import { memoryCoolDowns } from '../../src/storage/cool-down-store.ts';

const keyOf = (...parts: readonly (string | null)[]): string => JSON.stringify(parts);

const pollKey = ({ guildId, channelId, topicId }: ChannelTopic): string =>
  keyOf(guildId, channelId, topicId);

/** What the bot remembers, in memory only; holds to the same contract suites as SQLite. */
export class MemoryStores implements Stores {
  readonly #answers = new Map<string, StoredAnswer>();
  readonly #feedback = new Map<string, Feedback>();
  readonly #turns = new Map<string, StoredTurn[]>();
  readonly #settings = new Map<string, GuildSettings>();
  readonly #usage = new Map<string, { key: UsageKey; questions: number }>();
  readonly #pending = new Map<string, PendingReply>();
  readonly #left = new Map<string, number>();
  readonly #votes = new Map<string, PollVote>();
  readonly #polls = new Map<string, ChannelPoll>();

  readonly answers: Stores['answers'] = {
    save: async (stored) => {
      if (stored.parentId !== undefined && !this.#answers.has(stored.parentId)) {
        return 'parent-gone';
      }
      this.#answers.set(stored.answer.id, structuredClone(stored));
      return 'saved';
    },
    get: async (answerId) => structuredClone(this.#answers.get(answerId) ?? null),
    noteShowing: async (answerId, { edits, atMs }) => {
      const stored = this.#answers.get(answerId);
      const receipt = stored?.answer.receipt;
      if (stored === undefined || receipt === undefined) return;
      const answer = { ...stored.answer, receipt: { ...receipt, edits, editsAtMs: atMs } };
      this.#answers.set(answerId, { ...stored, answer });
    },
    latest: async (userId, keys) => {
      const own = [...this.#answers.values()].filter(
        (stored) => stored.userId === userId && keys.includes(stored.conversationKey),
      );
      const newest = Math.max(...own.map(({ createdAtMs }) => createdAtMs));
      return structuredClone(own.findLast(({ createdAtMs }) => createdAtMs === newest) ?? null);
    },
  };

  readonly feedback: Stores['feedback'] = {
    put: async (feedback) => {
      if (!this.#answers.has(feedback.answerId)) return 'answer-gone';
      const key = keyOf(feedback.answerId, feedback.userId);
      const before = this.#feedback.get(key);
      const kept = before?.vote === feedback.vote ? before.reason : null;
      const reason = feedback.reason?.slice(0, MAX_REASON_CHARS) ?? kept;
      this.#feedback.set(key, { ...feedback, reason });
      return before === undefined ? 'new' : 'changed';
    },
    get: async (answerId, userId) => this.#feedback.get(keyOf(answerId, userId)) ?? null,
    counts: async (answerId) => {
      const of = (vote: string): number =>
        [...this.#feedback.values()].filter(
          (feedback) => feedback.answerId === answerId && feedback.vote === vote,
        ).length;
      return { up: of('up'), down: of('down') };
    },
  };

  readonly conversations: Stores['conversations'] = {
    append: async (key, turn) => {
      const turns = [...(this.#turns.get(key) ?? [])];
      const at = turns.findIndex(({ answerId }) => answerId === turn.answerId);
      if (at === -1) turns.push({ ...turn });
      else turns[at] = { ...turn };
      this.#turns.set(key, turns.slice(-MAX_TURNS));
    },
    read: async (key) => [...(this.#turns.get(key) ?? [])],
    clear: async (key) => {
      this.#turns.delete(key);
    },
  };

  readonly settings: Stores['settings'] = {
    get: async (guildId) => this.#settings.get(guildId) ?? DEFAULT_GUILD_SETTINGS,
    update: async (guildId, change) => {
      const next = change(this.#settings.get(guildId) ?? DEFAULT_GUILD_SETTINGS);
      this.#settings.set(guildId, next);
      return next;
    },
    delete: async (guildId) => {
      this.#settings.delete(guildId);
    },
  };

  readonly coolDowns = memoryCoolDowns();

  readonly usage: Stores['usage'] = {
    take: async (key, limits) => {
      const { user, guild } = this.#countsOf(key);
      if (limits.perUser !== null && user >= limits.perUser) return 'user-limit';
      if (limits.perGuild !== null && guild >= limits.perGuild) return 'guild-limit';
      this.#usage.set(keyOf(key.day, key.guildId, key.userId), { key, questions: user + 1 });
      return 'taken';
    },
    giveBack: async (key) => {
      const entry = this.#usage.get(keyOf(key.day, key.guildId, key.userId));
      if (entry !== undefined) entry.questions = Math.max(0, entry.questions - 1);
    },
    counts: async (key) => this.#countsOf(key),
  };

  readonly pendingReplies: Stores['pendingReplies'] = {
    begin: async (reply) => {
      this.#pending.delete(reply.requestId);
      this.#pending.set(reply.requestId, reply);
    },
    setMessage: async (requestId, messageId) => {
      const reply = this.#pending.get(requestId);
      if (reply !== undefined) this.#pending.set(requestId, { ...reply, messageId });
    },
    finish: async (requestId) => {
      this.#pending.delete(requestId);
    },
    get: async (requestId) => this.#pending.get(requestId) ?? null,
    list: async (nowMs) => {
      this.#dropExpiredTokens(nowMs);
      return [...this.#pending.values()];
    },
  };

  readonly votes: Stores['votes'] = {
    put: async (vote) => {
      const key = keyOf(vote.guildId, vote.topicId, vote.userId);
      const before = this.#votes.get(key);
      if (before?.choice === vote.choice) return 'unchanged';
      this.#votes.set(key, vote);
      return before === undefined ? 'new' : 'changed';
    },
    counts: async (topic) => this.#countVotes(topic),
  };

  readonly polls: Stores['polls'] = {
    put: async (poll) => void this.#polls.set(pollKey(poll), poll),
    get: async (topic) => this.#polls.get(pollKey(topic)) ?? null,
    settle: async ({ guildId, messageId }, result) => {
      for (const [key, poll] of this.#polls) {
        if (poll.guildId === guildId && poll.messageId === messageId)
          this.#polls.set(key, { ...poll, result });
      }
    },
    remove: async (topic) => void this.#polls.delete(pollKey(topic)),
  };

  readonly leftServers: Stores['leftServers'] = {
    note: async (guildId, leftAtMs) => {
      if (!this.#left.has(guildId)) this.#left.set(guildId, leftAtMs);
    },
    clear: async (guildId) => {
      this.#left.delete(guildId);
    },
    leftBefore: async (beforeMs) =>
      [...this.#left]
        .filter(([, atMs]) => atMs <= beforeMs)
        .sort(([, one], [, other]) => one - other)
        .map(([guildId]) => guildId),
    withData: async () => {
      const maps = [this.#answers, this.#pending, this.#votes, this.#polls];
      const rows = maps.flatMap((map) => [...map.values()]);
      const ids = [
        ...rows.map(({ guildId }) => guildId),
        ...[...this.#usage.values()].map(({ key }) => key.guildId),
        ...this.#settings.keys(),
      ];
      return [...new Set(ids.flatMap((id) => id ?? []))].sort();
    },
  };

  async open(): Promise<void> {
    // nothing to open
  }

  async eraseUser(userId: string): Promise<DeletedCounts> {
    const doomed = this.#withDerived((stored) => stored.userId === userId);
    return {
      ...this.#deleteAnswers(doomed, {
        feedback: (feedback) => feedback.userId === userId,
        turn: (turn) => turn.userId === userId,
      }),
      pendingReplies: deleteWhere(this.#pending, (reply) => reply.userId === userId),
      pollVotes: deleteWhere(this.#votes, (vote) => vote.userId === userId),
    };
  }

  async eraseServer(guildId: string): Promise<DeletedCounts> {
    const doomed = this.#withDerived((stored) => stored.guildId === guildId);
    this.#settings.delete(guildId);
    this.#left.delete(guildId);
    deleteWhere(this.#usage, ({ key }) => key.guildId === guildId);
    deleteWhere(this.#polls, (poll) => poll.guildId === guildId);
    const none = (): boolean => false;
    return {
      ...this.#deleteAnswers(doomed, { feedback: none, turn: none }),
      pendingReplies: deleteWhere(this.#pending, (reply) => reply.guildId === guildId),
      pollVotes: deleteWhere(this.#votes, (vote) => vote.guildId === guildId),
    };
  }

  async prune({ beforeMs, nowMs }: PruneLimits): Promise<DeletedCounts> {
    this.#dropExpiredTokens(nowMs);
    deleteWhere(this.#usage, ({ key }) => key.day < utcDay(nowMs));
    deleteWhere(this.#polls, ({ endsAtMs }) => endsAtMs < beforeMs);
    const doomed = this.#withDerived((stored) => stored.createdAtMs < beforeMs);
    return {
      ...this.#deleteAnswers(doomed, {
        feedback: (feedback) => feedback.createdAtMs < beforeMs,
        turn: (turn) => turn.askedAtMs < beforeMs,
      }),
      pendingReplies: deleteWhere(this.#pending, (reply) => reply.tokenExpiresAtMs < beforeMs),
      pollVotes: deleteWhere(this.#votes, (vote) => vote.votedAtMs < beforeMs),
    };
  }

  async close(): Promise<void> {
    // nothing to close
  }

  #withDerived(isDoomed: (stored: StoredAnswer) => boolean): Set<string> {
    const all = [...this.#answers.values()];
    const doomed = new Set(all.filter(isDoomed).map(({ answer }) => answer.id));
    for (let before = -1; before !== doomed.size;) {
      before = doomed.size;
      for (const { answer, parentId } of all) {
        if (parentId !== undefined && doomed.has(parentId)) doomed.add(answer.id);
      }
    }
    return doomed;
  }

  #deleteAnswers(
    doomed: ReadonlySet<string>,
    also: { feedback: (each: Feedback) => boolean; turn: (each: StoredTurn) => boolean },
  ): Pick<DeletedCounts, 'answers' | 'feedback' | 'turns'> {
    const answers = deleteWhere(this.#answers, ({ answer }) => doomed.has(answer.id));
    const feedback = deleteWhere(
      this.#feedback,
      (each) => doomed.has(each.answerId) || also.feedback(each),
    );
    let turns = 0;
    for (const [key, all] of this.#turns) {
      const kept = all.filter((turn) => !doomed.has(turn.answerId) && !also.turn(turn));
      turns += all.length - kept.length;
      this.#turns.set(key, kept);
    }
    return { answers, feedback, turns };
  }

  #dropExpiredTokens(nowMs: number): void {
    for (const [requestId, reply] of this.#pending) {
      if (reply.tokenExpiresAtMs > nowMs) continue;
      this.#pending.set(requestId, { ...reply, interactionToken: null });
    }
  }

  #countsOf({ userId, guildId, day }: UsageKey): { user: number; guild: number } {
    const all = [...this.#usage.values()].filter(
      ({ key }) => key.day === day && key.guildId === guildId,
    );
    return {
      user: all.find(({ key }) => key.userId === userId)?.questions ?? 0,
      guild: all.reduce((sum, { questions }) => sum + questions, 0),
    };
  }

  #countVotes({ guildId, topicId }: PollTopic): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const vote of this.#votes.values()) {
      if (vote.guildId !== guildId || vote.topicId !== topicId) continue;
      counts.set(vote.choice, (counts.get(vote.choice) ?? 0) + 1);
    }
    return counts;
  }
}

function deleteWhere<Value>(map: Map<string, Value>, isDoomed: (value: Value) => boolean): number {
  const keys = [...map].filter(([, value]) => isDoomed(value)).map(([key]) => key);
  for (const key of keys) map.delete(key);
  return keys.length;
}

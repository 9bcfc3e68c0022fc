import type { Answer, Turn } from '../../domain/answer.ts';
import type { Clock } from '../../domain/ports.ts';
import { MAX_TURNS, type ConversationStore, type StoredTurn } from '../../domain/stores.ts';

/** A conversation outside a thread is over after so long without a question. */
export const CHANNEL_IDLE_MS = 1_800_000; // 30 minutes
/** The same in a thread, where nothing else is talked about. */
export const THREAD_IDLE_MS = 604_800_000; // 7 days
/** What is kept of an answer for the history, in characters. */
export const MAX_TURN_CHARS = 1_200;

/** Where a conversation goes on. */
export interface ConversationPlace {
  readonly userId: string;
  /** The channel the thread belongs to, or the channel itself. */
  readonly channelId: string;
  /** Null outside a thread. */
  readonly threadId: string | null;
  /** Whether only the asker sees the answers. */
  readonly isPrivate: boolean;
}

/**
 * Key of a conversation: a thread's is common to all who ask in it, a channel's is the user's own.
 * What is said in private has a key of its own, so that it never shows in an answer others see.
 */
export function conversationKey(place: ConversationPlace): string {
  const { userId, channelId, threadId, isPrivate } = place;
  if (isPrivate) return `private:${threadId ?? channelId}:${userId}`;
  return threadId === null ? `channel:${channelId}:${userId}` : `thread:${threadId}`;
}

/** Throws as `ConversationStore`. */
export interface Conversations {
  /**
   * What was said so far, oldest first; empty once the conversation has been idle for too long. In
   * private that is what was said in public and in private, in public what was said in public.
   */
  recall(place: ConversationPlace): Promise<readonly Turn[]>;
  /** Id of the last answer of the conversation itself; null once it has been idle for too long. */
  lastAnswerId(place: ConversationPlace): Promise<string | null>;
  /** Adds an answered question; one without an answer (abstained) is not remembered. */
  remember(place: ConversationPlace, answer: Answer): Promise<void>;
  /** Begins anew. */
  end(place: ConversationPlace): Promise<void>;
}

/** Reads and writes what was said, each conversation by itself. */
export function createConversations(parts: {
  readonly store: ConversationStore;
  readonly clock: Clock;
}): Conversations {
  const { store, clock } = parts;
  const turnsOf = async (place: ConversationPlace): Promise<readonly StoredTurn[]> => {
    const keys = new Set([place, { ...place, isPrivate: false }].map(conversationKey));
    const all = await Promise.all([...keys].map((key) => store.read(key)));
    const turns = all.flat().sort((one, other) => one.askedAtMs - other.askedAtMs);
    const idleMs = clock.now() - (turns.at(-1)?.askedAtMs ?? 0);
    return idleMs > (place.threadId === null ? CHANNEL_IDLE_MS : THREAD_IDLE_MS) ? [] : turns;
  };
  return {
    async recall(place) {
      const turns = await turnsOf(place);
      return turns.slice(-MAX_TURNS).map(({ question, answer }) => ({ question, answer }));
    },
    async lastAnswerId(place) {
      return (await turnsOf(place)).at(-1)?.answerId ?? null;
    },
    async remember(place, answer) {
      if (answer.mode === 'abstained') return;
      await store.append(conversationKey(place), {
        answerId: answer.id,
        userId: place.userId,
        question: answer.question,
        answer: plainAnswer(answer.answer),
        askedAtMs: clock.now(),
      });
    },
    end: (place) => store.clear(conversationKey(place)),
  };
}

/**
 * An answer as it is put into a history: without citation marks, whose numbers meant other
 * passages.
 */
export function plainAnswer(answer: string): string {
  const text = answer
    .replace(/(?<![ \t])[ \t]*\[\d+\]/gu, '')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
  if (text.length <= MAX_TURN_CHARS) return text;
  const cut = text.slice(0, MAX_TURN_CHARS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_TURN_CHARS / 2)).trimEnd()} …`;
}

import type { Answer } from '../../domain/answer.ts';
import type { Language } from '../../domain/language.ts';
import type { ModelHealth, NewId } from '../../domain/ports.ts';
import type { AnswerStore, StoredAnswer } from '../../domain/stores.ts';
import type { Refinement, TalkReader, TalkTo } from '../../domain/talk.ts';
import type { CommandCall } from '../command.ts';
import type { IndexLease, Knowledge } from '../knowledge/knowledge.ts';
import { quoteAddress } from '../views/text-fragment.ts';
import { sourcesText } from '../views/show-answer.ts';
import type { Conversations } from './conversation.ts';
import { lastAnswer } from './last-answer.ts';
import { asList, shortened } from './refine-answer.ts';
import type { TalkFacts, TalkWords } from '../views/talk-words.ts';

/** What the bot answers by itself, without searching: about itself, or about its last answer. */
export type OwnReply =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly parent: StoredAnswer | null }
  /** A question to the articles, without what is only polite. */
  | { readonly kind: 'question'; readonly question: string }
  /** The last question once more, from the same passages. */
  | {
      readonly kind: 'again';
      readonly question: string;
      readonly language: Language;
      readonly parent: StoredAnswer;
    };

/** A question that may be none. */
export interface OwnQuestion {
  readonly question: string;
  readonly call: CommandCall;
  readonly isPrivate: boolean;
  /** Language wished for; null: the question's own. */
  readonly language: Language | null;
  readonly after: StoredAnswer | null;
}

/** What the bot's own replies are made of. */
export interface OwnReplyParts {
  readonly reader: TalkReader;
  readonly words: (language: Language) => TalkWords;
  readonly knowledge: Knowledge;
  readonly health: ModelHealth;
  readonly conversations: Conversations;
  readonly answers: AnswerStore;
  readonly detectLanguage: (text: string) => Language | null;
  /** Name of the chat model. */
  readonly model: string;
  readonly retentionDays: number;
  readonly newId: NewId;
}

/** Tells what the bot answers by itself. Throws as the stores and the index. */
export type FindOwnReply = (asked: OwnQuestion) => Promise<OwnReply>;

/** Builds the finder: rules tell what is said, the present state answers it. */
export function createFindOwnReply(parts: OwnReplyParts): FindOwnReply {
  return async (asked) => {
    const said = parts.reader.talkOf(asked.question);
    if (said !== null) return talkReply(said, asked, parts);
    const wish = parts.reader.refinementOf(asked.question);
    if (wish !== null) return refine(wish, asked, parts);
    return { kind: 'question', question: parts.reader.withoutCourtesy(asked.question) };
  };
}

async function talkReply(
  { talk, language: shown }: TalkTo,
  asked: OwnQuestion,
  parts: OwnReplyParts,
): Promise<OwnReply> {
  const language = asked.language ?? shown ?? asked.call.language;
  const facts = await factsFor(asked.call, language, parts);
  return plain(parts.words(language)[talk](facts), language, asked, parts);
}

async function factsFor(
  call: CommandCall,
  language: Language,
  { knowledge, health, model, retentionDays }: OwnReplyParts,
): Promise<TalkFacts> {
  const lease = await knowledge.acquire(call.guildId);
  try {
    return {
      ...(await indexFacts(lease, language)),
      model,
      isModelReady: health.current().status === 'ready',
      isKept: call.surface.storage,
      retentionDays,
    };
  } finally {
    lease?.release();
  }
}

async function indexFacts(
  lease: IndexLease | null,
  language: Language,
): Promise<Pick<TalkFacts, 'titles' | 'articles' | 'passages' | 'builtAt'>> {
  if (lease === null) return { titles: [], articles: 0, passages: 0, builtAt: null };
  const { articles, passages, builtAt } = lease.index.describe();
  const all = await lease.index.articles();
  const own = all.filter((article) => article.language === language);
  const others = all.filter((article) => article.language !== language);
  return { titles: [...own, ...others].map(({ title }) => title), articles, passages, builtAt };
}

async function refine(
  wish: Refinement,
  asked: OwnQuestion,
  parts: OwnReplyParts,
): Promise<OwnReply> {
  const { call } = asked;
  // The one replied to, else the last of the conversation.
  const parent = asked.after ?? (await lastAnswer(call, asked.isPrivate, parts));
  const shown = asked.language ?? parts.detectLanguage(asked.question) ?? call.language;
  if (parent === null) return plain(parts.words(shown)['nothing-before'], shown, asked, parts);
  return refined(wish, { ...asked, parent }, parts);
}

function refined(
  wish: Refinement,
  { parent, ...asked }: OwnQuestion & { readonly parent: StoredAnswer },
  parts: OwnReplyParts,
): OwnReply {
  const { answer } = parent;
  const { language, question } = answer;
  const words = parts.words(language);
  switch (wish.kind) {
    case 'language':
      return { kind: 'again', question, language: wish.language, parent };
    case 'again':
      return { kind: 'again', question, language, parent };
    case 'longer':
    case 'simpler':
      return { kind: 'again', question: words.again(question, wish.kind), language, parent };
    case 'sources': {
      const text = sourcesText(answer, quoteAddress, (titles) => words['also-in'](titles));
      return plain(text === '' ? words['no-sources'] : text, language, asked, parts);
    }
    case 'certainty':
      return plain(words.certainty(certaintyOf(answer)), language, asked, parts);
    case 'list':
    case 'shorter': {
      const other = (wish.kind === 'list' ? asList(answer) : shortened(answer)) ?? answer;
      const timingsMs = { retrieval: 0, firstToken: null, total: 0 };
      return { kind: 'answer', answer: { ...other, id: parts.newId(), timingsMs }, parent };
    }
  }
}

function certaintyOf(answer: Answer): Parameters<TalkWords['certainty']>[0] {
  const quotes = answer.citations.map(({ n, title, quote }) => ({ n, title, quote }));
  return { isGenerated: answer.mode === 'generated', quotes, unverified: answer.unverified };
}

/** A reply without sources, that costs nothing and is not remembered. */
function plain(
  text: string,
  language: Language,
  { question }: OwnQuestion,
  { newId, knowledge }: OwnReplyParts,
): OwnReply {
  const answer: Answer = {
    id: newId(),
    question: question.normalize('NFC').trim(),
    language,
    mode: 'abstained',
    reason: 'talk',
    answer: text,
    citations: [],
    passages: [],
    unverified: 0,
    timingsMs: { retrieval: 0, firstToken: null, total: 0 },
    model: null,
    index: knowledge.state().generation?.id ?? null,
  };
  return { kind: 'answer', answer, parent: null };
}

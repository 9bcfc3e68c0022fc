import type { Language } from '../domain/language.ts';
import type { Clock, ModelState } from '../domain/ports.ts';
import type { AnswerStore, FeedbackStore } from '../domain/stores.ts';
import type { ArticleDesk } from './article-desk.ts';
import type { AskQuestion } from './ask-question.ts';
import type { CoolDown } from './cool-down.ts';
import type { DebateDesk } from './debate-desk.ts';
import type { ProposeDebates } from './debate-topics.ts';
import type { GuildSettingsService } from './guild-settings.ts';
import type { ReplyJournal } from './interrupted-replies.ts';
import type { KnowledgeState } from './knowledge-service.ts';
import type { Privacy } from './privacy.ts';
import type { QuestionDesk } from './question-desk.ts';
import type { ReindexDesk } from './reindex-desk.ts';
import type { RunDebate } from './run-debate.ts';
import type { SuggestQuestions } from './suggest-questions.ts';

/** What the bot can do, handed to every command by the composition root. */
export interface Services {
  /** One question without queue, limits and memory: for one-shot runs and measurements. */
  readonly askQuestion: AskQuestion;
  readonly desk: QuestionDesk;
  /** One debate without queue and memory: for one-shot runs and measurements. */
  readonly runDebate: RunDebate;
  readonly debates: DebateDesk;
  readonly proposeDebates: ProposeDebates;
  readonly reindex: ReindexDesk;
  readonly articles: ArticleDesk;
  /** The one of questions, for what else searches. */
  readonly coolDown: CoolDown;
  readonly suggestQuestions: SuggestQuestions;
  readonly settings: GuildSettingsService;
  readonly privacy: Privacy;
  readonly answers: AnswerStore;
  readonly feedback: FeedbackStore;
  readonly journal: ReplyJournal;
  readonly clock: Clock;
  /** Null when a text does not show it. */
  readonly detectLanguage: (text: string) => Language | null;
  /** With what this server may see; null, the default: the shared corpus alone. */
  readonly reportStatus: (guildId?: string | null) => Promise<StatusReport>;
}

/** State of the bot at one moment. */
export interface StatusReport {
  readonly model: ModelState;
  readonly chatModel: string;
  readonly knowledge: KnowledgeState;
  readonly queue: {
    readonly waiting: number;
    readonly running: number;
    /** Measured; null before the first answer. */
    readonly tokensPerSecond: number | null;
  };
  /** Since the start of the process. */
  readonly uptimeMs: number;
}

import type { Language } from '../domain/language.ts';
import type { Clock, ModelRuntimeName, ModelServerState, ModelState } from '../domain/ports.ts';
import type { AnswerStore, FeedbackStore, GuildSettings, StoredAnswer } from '../domain/stores.ts';
import type { ArticleDesk } from './knowledge/article-desk.ts';
import type { AskQuestion } from './asking/ask-question.ts';
import type { CoolDown } from './members/cool-down.ts';
import type { DebateDesk } from './debating/debate-desk.ts';
import type { ProposeDebates } from './debating/debate-topics.ts';
import type { GuildSettingsService } from './members/guild-settings.ts';
import type { ReplyJournal } from './members/interrupted-replies.ts';
import type { KnowledgeState } from './knowledge/knowledge.ts';
import type { Privacy } from './members/privacy.ts';
import type { CommandCall, CommandDefinition } from './command.ts';
import type { QuestionDesk } from './asking/question-desk.ts';
import type { ReindexDesk } from './reindexing/reindex-desk.ts';
import type { SuggestQuestions } from './asking/suggest-questions.ts';

/** What a moderator is told of a finding: nothing of the machine it was made on. */
export interface StatusFinding {
  readonly area: 'disk' | 'memory' | 'window' | 'index';
  readonly severity: 'warning' | 'error';
}

/** What the bot can do, handed to every command by the composition root. */
export interface Services {
  /** Of every command, for `/help`. */
  readonly definitions: readonly CommandDefinition[];
  /** One question without queue, limits and memory: for measurements. */
  readonly askQuestion: AskQuestion;
  readonly desk: QuestionDesk;
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
  /** See `explained-answer.ts`. */
  readonly explainedAnswer: (
    named: string | null,
    call: CommandCall,
  ) => Promise<StoredAnswer | null>;
  readonly journal: ReplyJournal;
  readonly clock: Clock;
  /** Null when a text does not show it. */
  readonly detectLanguage: (text: string) => Language | null;
  /** Where the bot can be invited; null where it cannot. */
  readonly invitation: { address: string | null };
  /** What is wrong, for moderators; whoever starts the bot sets how it is looked for. */
  readonly findings: {
    /** Of the machine and the index; takes a moment. */
    brief: () => Promise<readonly StatusFinding[]>;
    /** Ids of channels the bot is to answer in and lacks a permission in. */
    channels: (guildId: string, rules: GuildSettings) => readonly string[];
  };
  /** With what this server may see; null, the default: the shared corpus alone. */
  readonly reportStatus: (guildId?: string | null) => Promise<StatusReport>;
}

/** State of the bot at one moment. */
export interface StatusReport {
  readonly model: ModelState;
  readonly chatModel: string;
  /** What runs the models, and whether it stands in for an Ollama that does not answer. */
  readonly runtime: { readonly name: ModelRuntimeName; readonly isStandIn: boolean };
  /** Each of several model servers; empty where there is one. */
  readonly servers: readonly ModelServerState[];
  readonly knowledge: KnowledgeState;
  readonly queue: {
    readonly waiting: number;
    readonly running: number;
    /** Measured; null before the first answer. */
    readonly tokensPerSecond: number | null;
  };
  readonly reading: {
    /** Measured; null before the first answer. */
    readonly tokensPerSecond: number | null;
    /** What is read before the first word. */
    readonly promptTokens: number;
  };
  /** Since the start of the process. */
  readonly uptimeMs: number;
}

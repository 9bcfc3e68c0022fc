import type { ModelState } from '../domain/ports.ts';
import type { AskQuestion } from './ask-question.ts';
import type { KnowledgeState } from './knowledge-service.ts';

/** What the bot can do, handed to every command by the composition root. */
export interface Services {
  readonly askQuestion: AskQuestion;
  readonly reportStatus: () => Promise<StatusReport>;
}

/** State of the bot at one moment. */
export interface StatusReport {
  readonly model: ModelState;
  readonly chatModel: string;
  readonly knowledge: KnowledgeState;
  /** Since the start of the process. */
  readonly uptimeMs: number;
}

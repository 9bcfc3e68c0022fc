import type { ReplyJournal } from '../application/members/interrupted-replies.ts';
import { toAppError } from '../domain/errors.ts';
import type { Clock, Logger } from '../domain/ports.ts';
import type { ReplyTask } from './reply-task.ts';
import type { ReplyTarget } from './reply-target.ts';

interface RunningRepliesOptions {
  readonly journal: ReplyJournal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Writes down what runs. A store that fails costs the Retry button, never the reply. */
export class RunningReplies {
  readonly #options: RunningRepliesOptions;

  constructor(options: RunningRepliesOptions) {
    this.#options = options;
  }

  async begin(target: ReplyTarget, task: ReplyTask, requestId: string): Promise<void> {
    const { call, prepared } = task;
    const { isPrivate } = prepared;
    const question = prepared.retry ?? prepared.question;
    if (question === undefined) return;
    const { journal, clock } = this.#options;
    await this.#carefully(
      journal.begin({
        requestId,
        applicationId: target.applicationId,
        interactionToken: target.token,
        tokenExpiresAtMs: clock.now() + target.tokenLifetimeMs,
        channelId: target.channelId,
        messageId: null,
        question,
        language: call.language,
        isPrivate,
        userId: call.caller.id,
        guildId: call.guildId,
      }),
    );
  }

  setMessage(requestId: string, messageId: string): Promise<void> {
    return this.#carefully(this.#options.journal.setMessage(requestId, messageId));
  }

  /** The reply is complete, or can be asked again. */
  end(requestId: string, offersRetry: boolean): Promise<void> {
    const { journal } = this.#options;
    return this.#carefully(offersRetry ? journal.interrupt(requestId) : journal.finish(requestId));
  }

  async #carefully(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      this.#options.logger.warn({ code, reason: message }, 'A running reply was not noted.');
    }
  }
}

import type { ReplyButton, ReplyView } from '../application/command.ts';
import { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { STOPPED, type Clock } from '../domain/ports.ts';
import { INTERACTION_TOKEN_LIFETIME_MS, INTERACTION_TOKEN_MARGIN_MS } from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import type { StreamingEditor } from './streaming-editor.ts';

/** Who or what ended a running reply. The signal's reason is `STOPPED` for `user`, else names it in `details.by`. */
export type StopCause = 'user' | 'shutdown' | 'message-gone' | 'token-ended';

export interface ReplySessionOptions {
  readonly requestId: string;
  readonly userId: string;
  readonly language: Language;
  readonly words: DiscordWords;
  readonly clock: Clock;
  /** Whether the question can be asked again by a button when it was not answered. */
  readonly canRetry: boolean;
  /** Whether the reply takes the place of a message that stays as it is while nothing is shown. */
  readonly keepsMessage: boolean;
}

/** One running reply: its editor, its abort signal and the end of its token. */
export class ReplySession {
  readonly requestId: string;
  readonly userId: string;
  readonly language: Language;
  readonly #words: DiscordWords;
  readonly #clock: Clock;
  readonly #canRetry: boolean;
  readonly #keepsMessage: boolean;
  readonly #controller = new AbortController();
  readonly #over = new AbortController();
  #editor: StreamingEditor | null = null;
  #offersRetry = false;
  #cause: StopCause | null = null;

  constructor(options: ReplySessionOptions) {
    this.requestId = options.requestId;
    this.userId = options.userId;
    this.language = options.language;
    this.#words = options.words;
    this.#clock = options.clock;
    this.#canRetry = options.canRetry;
    this.#keepsMessage = options.keepsMessage;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get cause(): StopCause | null {
    return this.#cause;
  }

  /** Whether a button was put below the reply that asks again. */
  get offersRetry(): boolean {
    return this.#offersRetry;
  }

  /** The button that asks again, where that is possible. */
  retry(): ReplyButton[] {
    if (!this.#canRetry) return [];
    this.#offersRetry = true;
    return [retryButton(this.requestId, this.#words.retry(this.language))];
  }

  /** Starts watching the token, if there is one, which began to run now. */
  begin(editor: StreamingEditor, hasToken: boolean): void {
    this.#editor = editor;
    if (hasToken) void this.#watchToken(editor);
  }

  /** Aborts the command. The first cause stays; later calls do nothing. */
  stop(cause: StopCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#controller.abort(cause === 'user' ? STOPPED : cancelled(cause));
    if (cause === 'shutdown' || cause === 'token-ended') void this.finishMarked();
  }

  /** Ends the reply with what was written so far under a heading that says why it ends. */
  async finishMarked(): Promise<void> {
    const heading = this.#heading();
    if (heading === null) return;
    if (this.#keepsMessage && this.#editor?.view === null) return this.#editor.abandon();
    const isOver = this.#cause === 'user' || this.#editor?.isFinished === true;
    const buttons = isOver ? [] : this.retry();
    await this.#editor?.finish(markedView(this.#editor.view, heading, buttons));
  }

  /** Nothing is running any longer. */
  end(): void {
    this.#over.abort();
  }

  #heading(): string | null {
    if (this.#cause === 'shutdown') return this.#words.interrupted(this.language);
    if (this.#cause === 'user') return this.#words.stopped(this.language);
    if (this.#cause === 'token-ended') return this.#words.tokenEnded(this.language);
    return null;
  }

  async #watchToken(editor: StreamingEditor): Promise<void> {
    const untilMargin = INTERACTION_TOKEN_LIFETIME_MS - INTERACTION_TOKEN_MARGIN_MS;
    try {
      await this.#clock.sleep(untilMargin, this.#over.signal);
    } catch {
      return; // the reply was done in time
    }
    if (!editor.changeTransport()) this.stop('token-ended');
  }
}

/** Below an interrupted reply. */
export function retryButton(requestId: string, label: string): ReplyButton {
  return { verb: 'retry', subject: requestId, label, style: 'primary' };
}

function cancelled(cause: StopCause): AppError {
  const details = { by: cause };
  return new AppError('cancelled', `The command was stopped (${cause}).`, { details });
}

/** The buttons it had go: what they act on was never finished. */
function markedView(
  view: ReplyView | null,
  heading: string,
  buttons: readonly ReplyButton[],
): ReplyView {
  return {
    tone: 'notice',
    heading,
    text: view?.text ?? '',
    citations: view?.citations ?? [],
    buttons,
  };
}

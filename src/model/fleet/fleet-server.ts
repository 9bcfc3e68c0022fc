import type { ModelServerState, ModelState } from '../../domain/ports.ts';
import type { ModelRuntime } from '../model-runtime.ts';
import { differingModels, type ServerWeights } from './agreed-weights.ts';
import { MeasuredPace, TYPICAL_ANSWER_TOKENS, type Pace } from './measured-pace.ts';
import { RecentPrompts, type PromptSize } from './recent-prompts.ts';

/** A runtime that can tell what its server holds. */
export interface FleetMember {
  /** Its address, as it may be shown. */
  readonly name: string;
  readonly runtime: ModelRuntime;
  /** As the last look at its health that reached it; null before there was one. */
  weights(): ServerWeights | null;
}

/** Abort reason of a call that has not begun to answer on a server that was lost. */
export const SERVER_LOST = 'server-lost';

/** What one call needs of a server. */
export type Work = 'chat' | 'embedder';

/** A server without one model does the other's work; only a chat model is ever left to rest. */
const FIT_FOR: Readonly<Record<Work, ReadonlySet<ModelState['status']>>> = {
  chat: new Set(['ready', 'embedder-missing']),
  embedder: new Set(['ready', 'chat-model-missing', 'resting']),
};

/** One server of several, with what was seen of it. */
export class FleetServer {
  readonly name: string;
  readonly runtime: ModelRuntime;
  readonly pace = new MeasuredPace();
  readonly #member: FleetMember;
  readonly #prompts = new RecentPrompts();
  readonly #running: Record<Work, number> = { chat: 0, embedder: 0 };
  #served = 0;
  /** Found unreachable by a call; the next look that reaches it takes it back. */
  #isLost = false;
  #outage = new AbortController();

  constructor(member: FleetMember) {
    this.#member = member;
    this.name = member.name;
    this.runtime = member.runtime;
  }

  weights(): ServerWeights | null {
    return this.#member.weights();
  }

  /** Calls of either kind under way. */
  running(work: Work): number {
    return this.#running[work];
  }

  /** Calls it was given so far. */
  get served(): number {
    return this.#served;
  }

  /** Aborts when the server is found to be gone. */
  get outage(): AbortSignal {
    return this.#outage.signal;
  }

  /** Whether it may be given new work now. */
  isFit(work: Work, agreed: ServerWeights): boolean {
    if (this.#isLost || differingModels(this.weights(), agreed).length > 0) return false;
    const { status } = this.runtime.health.current();
    return FIT_FOR[work].has(status);
  }

  state(agreed: ServerWeights): ModelServerState {
    const models = differingModels(this.weights(), agreed);
    const seen: ModelState = this.#isLost
      ? { status: 'unreachable' }
      : this.runtime.health.current();
    return {
      name: this.name,
      state: models.length > 0 && seen.status !== 'unreachable' ? { status: 'differs' } : seen,
      running: this.#running.chat,
      tokensPerSecond: this.pace.tokensPerSecond(),
    };
  }

  /** Looks at its health. What has not begun to answer on a server that is gone goes elsewhere. */
  async refresh(signal: AbortSignal | undefined): Promise<void> {
    const { status } = await this.runtime.health.refresh(signal);
    if (status === 'unreachable') this.lose();
    else this.#isLost = false;
  }

  lose(): void {
    this.#isLost = true;
    this.#prompts.clear();
    this.#outage.abort(SERVER_LOST);
    this.#outage = new AbortController();
  }

  /** Milliseconds until this server had answered this prompt, after all that it is busy with. */
  expectedMs(prompt: PromptSize, fallback: Pace): number {
    const { chars } = prompt;
    const { readMsPerChar, writeMsPerToken } = this.pace.pace(fallback);
    const writeMs = writeMsPerToken * TYPICAL_ANSWER_TOKENS;
    const othersMs = this.#running.chat * (readMsPerChar * chars + writeMs);
    return othersMs + readMsPerChar * this.#newChars(prompt) + writeMs;
  }

  /** Counts one call; the returned function ends it, once. */
  enter(work: Work): () => void {
    this.#running[work] += 1;
    this.#served += 1;
    let isOver = false;
    return () => {
      if (!isOver) this.#running[work] -= 1;
      isOver = true;
    };
  }

  /** The prompt it is about to read; returns the characters that are new to it. */
  notePrompt(prompt: PromptSize): number {
    const newChars = this.#newChars(prompt);
    this.#prompts.note(prompt);
    return newChars;
  }

  #newChars(prompt: PromptSize): number {
    return prompt.chars - this.#prompts.knownChars(prompt);
  }
}

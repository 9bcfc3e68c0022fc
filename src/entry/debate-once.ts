import pc from 'picocolors';
import { debateView } from '../application/views/debate-view.ts';
import { DebateProgress } from '../application/views/show-debate.ts';
import type { Debate } from '../domain/debate.ts';
import { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { passageJson } from '../terminal/one-shot.ts';
import { operatorCall } from '../terminal/operator-call.ts';
import { renderView } from '../terminal/terminal-text.ts';
import { debateWordsFor } from '../words/debate-words.ts';
import { wordsFor } from '../words/words.ts';
import { prepare } from './prepare.ts';
import type { Runtime } from './runtime.ts';

export interface DebateOnceOptions {
  readonly topic: string | undefined;
  readonly sideA: string | undefined;
  readonly sideB: string | undefined;
  readonly language: Language | null;
  readonly json: boolean;
}

/** `debate`: sums up one debate and ends. @throws AppError of the debate */
export async function debateOnce(runtime: Runtime, options: DebateOnceOptions): Promise<void> {
  await prepare(runtime, { mayPull: false });
  const { stdout, stderr, signal, config, cria } = runtime;
  const { services } = cria;
  const language = options.language ?? config.language;
  const words = debateWordsFor(language);
  const progress = new DebateProgress(words);
  const isTelling = !options.json && stderr.isTTY;
  const call = operatorCall(language);
  const { topic, sideA, sideB } = options;
  const held = services.debates.hold({ topic, sideA, sideB, language, call, signal });
  if (!held.ok) throw new AppError('internal', wordsFor(language).refusal[held.reason]);
  for await (const event of held.events) {
    if (event.type === 'debate-error') throw event.error;
    if ('debate' in event) {
      const { debate } = event;
      const text = options.json
        ? JSON.stringify(debateJson(debate))
        : renderView(debateView(debate, words), wordsFor(language).sources, pc);
      stdout.write(`${text}\n`);
      return;
    }
    const heading = event.type === 'queue-move' ? undefined : progress.after(event)?.heading;
    if (isTelling && heading !== undefined) stderr.write(pc.dim(`${heading}\n`));
  }
  throw new AppError('internal', 'The debate ended without a last event.');
}

/** A debate as `debate --json` prints it. */
export function debateJson(debate: Debate): Record<string, unknown> {
  return {
    id: debate.id,
    topic: debate.topic,
    language: debate.language,
    mode: debate.mode,
    reason: debate.reason,
    sides: debate.sides,
    common: debate.common,
    open: debate.open,
    balance: debate.balance,
    citations: debate.citations,
    passages: debate.passages.map(passageJson),
    timingsMs: debate.timingsMs,
    model: debate.model,
    index: debate.index,
  };
}

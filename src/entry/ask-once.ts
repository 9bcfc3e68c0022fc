import pc from 'picocolors';
import { refusalText } from '../application/asking/take-question.ts';
import { notesOf } from '../application/views/show-answer.ts';
import type { Answer } from '../domain/answer.ts';
import { AppError, toAppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { answerJson, batchHeading, readBatch } from '../terminal/one-shot.ts';
import { operatorCall } from '../terminal/operator-call.ts';
import { renderView } from '../terminal/terminal-text.ts';
import { readableFormulas } from '../text/readable-formulas.ts';
import { wordsFor } from '../words/words.ts';
import { prepare } from './prepare.ts';
import type { Runtime } from './runtime.ts';

export interface AskOnceOptions {
  readonly json: boolean;
  readonly language: Language | null;
  /** File of questions; null for the one on the command line. */
  readonly batch: string | null;
}

/** `ask`: answers one question, or a file of them in order, and ends. */
export async function askOnce(
  runtime: Runtime,
  question: string | null,
  options: AskOnceOptions,
): Promise<void> {
  if (question === null && options.batch === null) {
    const problem = 'no question; write: npm run --silent ask -- "your question"';
    throw new AppError('usage', `ask: ${problem}`, { details: { problem } });
  }
  await prepare(runtime, { mayPull: false });
  if (options.batch === null) {
    await answerOne(runtime, { id: null, q: question ?? '' }, options);
    return;
  }
  let done = 0;
  for await (const item of readBatch(options.batch)) {
    await answerOne(runtime, item, options);
    done += 1;
    runtime.stderr.write(`answered ${done} (${item.id})\n`);
  }
}

async function answerOne(
  runtime: Runtime,
  item: { readonly id: string | null; readonly q: string },
  options: AskOnceOptions,
): Promise<void> {
  const { stdout, stderr } = runtime;
  const isStreaming = !options.json && stderr.isTTY;
  if (!options.json) stdout.write(batchHeading(item, pc));
  try {
    const answer = await collect(runtime, item.q, options.language, (note) => {
      if (isStreaming) stderr.write(pc.dim(`${note}\n`));
    });
    if (options.json) stdout.write(`${JSON.stringify(answerJson(answer, item.id))}\n`);
    else stdout.write(`${asText(answer, item.q)}\n`);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (item.id === null || error.code === 'cancelled') throw error;
    const { code, message } = error;
    const failed = { id: item.id, question: item.q, error: { code, message } };
    stdout.write(options.json ? `${JSON.stringify(failed)}\n` : `${message}\n`);
  }
}

/** A question of its own, with nothing before it. */
const alone = { isPrivate: true, after: null, again: null } as const;

async function collect(
  { cria, config, signal }: Runtime,
  question: string,
  language: Language | null,
  note: (text: string) => void,
): Promise<Answer> {
  const words = wordsFor(language ?? config.language);
  const { progress } = words;
  const { desk } = cria.services;
  const call = operatorCall(config.language);
  const admitted = await desk.admit(call);
  const answered = admitted.ok
    ? await desk.answer({ ...alone, question, language, call, settings: admitted.settings, signal })
    : admitted;
  if (!answered.ok) throw new AppError('internal', refusalText(answered.refusal, words));
  let isWriting = false;
  for await (const event of answered.events) {
    if (event.type === 'retrieval-end') {
      const articles = new Set(event.passages.map(({ passage }) => passage.articleId)).size;
      note(progress.found(event.passages.length, articles));
    } else if (event.type === 'part-begin') {
      note(progress.part(event.part, event.parts));
    } else if (event.type === 'text-delta') {
      if (!isWriting) note(progress.writing);
      isWriting = true;
    } else if (event.type === 'answer-error') throw event.error;
    else if ('answer' in event) return event.answer;
  }
  throw new AppError('internal', 'The answer ended without a last event.');
}

/** An answer as the terminal shows it, with all that is to be said of it. */
export function asText(answer: Answer, question: string): string {
  const words = wordsFor(answer.language);
  const notes = notesOf(answer, question, words);
  const view = {
    tone: 'answer' as const,
    ...(notes.length === 0 ? {} : { heading: notes.join(' ') }),
    text: readableFormulas(answer.answer),
    citations: answer.mode === 'passages' ? [] : answer.citations,
    language: answer.language,
    buttons: [],
  };
  return renderView(view, words.sources, pc);
}

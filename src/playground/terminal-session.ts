import { createInterface } from 'node:readline';
import type { Command, ReplyView } from '../application/command.ts';
import { toAppError, type AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { STOPPED, type NewId } from '../domain/ports.ts';
import { describeError, wordsFor } from '../words/words.ts';
import { parseLine } from './parse-line.ts';
import { TerminalReply, type Screen } from './terminal-reply.ts';
import type { Style } from './terminal-text.ts';

export interface TerminalSessionParts<Services> {
  readonly commands: readonly Command<Services>[];
  readonly services: Services;
  readonly language: Language;
  readonly input: NodeJS.ReadableStream;
  readonly screen: Screen & NodeJS.WritableStream;
  readonly style: Style;
  readonly newId: NewId;
  /** Ends the session, e.g. at a signal to the process. */
  readonly signal: AbortSignal;
  readonly onError: (error: AppError) => void;
}

/**
 * An interactive session: one line, one command, until the input ends. Ctrl+C stops a running
 * answer, and ends the session when nothing runs. Resolves when it is over.
 */
export async function runTerminalSession<Services>(
  parts: TerminalSessionParts<Services>,
): Promise<void> {
  const words = wordsFor(parts.language).terminal;
  const { screen, input, style, signal } = parts;
  screen.write(`${style.bold(words.banner)}\n${style.dim(words.hint)}\n\n`);
  if (parts.signal.aborted) {
    screen.write(`${words.bye}\n`);
    return;
  }
  const isTerminal = screen.isTTY === true;
  const lines = createInterface({ input, output: screen, terminal: isTerminal, prompt: '› ' });
  let running: AbortController | null = null;
  const closed = new AbortController(); // takes no prompt; lines that came before still run
  lines.once('close', () => closed.abort());
  const end = (): void => lines.close();
  lines.on('SIGINT', () => {
    if (running === null) end();
    else running.abort(STOPPED);
  });
  signal.addEventListener('abort', end, { once: true });
  try {
    lines.prompt();
    for await (const line of lines) {
      running = new AbortController();
      await runLine(line, parts, AbortSignal.any([running.signal, signal]));
      running = null;
      if (signal.aborted) break;
      if (!closed.signal.aborted) lines.prompt();
    }
    screen.write(`${words.bye}\n`);
  } finally {
    signal.removeEventListener('abort', end);
    lines.close();
  }
}

async function runLine<Services>(
  line: string,
  parts: TerminalSessionParts<Services>,
  signal: AbortSignal,
): Promise<void> {
  const { language, screen, style } = parts;
  const words = wordsFor(language);
  const reply = new TerminalReply(screen, style, words.sources);
  const say = (tone: ReplyView['tone'], text: string): Promise<void> =>
    reply.finish({ tone, text, citations: [], buttons: [] });
  const parsed = parseLine(line, parts.commands);
  if (parsed.kind === 'nothing') return;
  if (parsed.kind === 'unknown') {
    await say('error', words.terminal.unknownCommand(parsed.name));
    return;
  }
  if (parsed.kind === 'missing') {
    await say('error', words.terminal.missingOption(parsed.option[language]));
    return;
  }
  const context = {
    requestId: parts.newId(),
    signal,
    language,
    userId: 'terminal',
    guildId: null,
    options: parsed.options,
    reply,
  };
  try {
    await parsed.command.run(context, parts.services);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'cancelled') parts.onError(error);
    await say('error', describeError(error, language));
  }
}

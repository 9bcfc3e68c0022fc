import { createInterface } from 'node:readline';
import type { Command, GivenFile } from '../application/command.ts';
import { SessionMemory } from '../application/session-memory.ts';
import { toAppError, type AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { STOPPED, type NewId } from '../domain/ports.ts';
import { describeError, wordsFor } from '../words/words.ts';
import { localFile } from './local-file.ts';
import { operatorCall } from './operator-call.ts';
import { parseLine, type ParsedLine } from './parse-line.ts';
import { TerminalReply, type Screen } from './terminal-reply.ts';
import type { Style } from './terminal-text.ts';

/** What one line needs. */
export interface TerminalLineParts<Services> {
  readonly commands: readonly Command<Services>[];
  readonly services: Services;
  readonly language: Language;
  readonly screen: Screen;
  readonly style: Style;
  readonly newId: NewId;
  readonly onError: (error: AppError) => void;
  /** What was answered before; absent: every line stands by itself. */
  readonly session?: SessionMemory | undefined;
}

export interface TerminalSessionParts<Services> extends TerminalLineParts<Services> {
  readonly input: NodeJS.ReadableStream;
  readonly screen: Screen & NodeJS.WritableStream;
  /** Ends the session, e.g. at a signal to the process. */
  readonly signal: AbortSignal;
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
  const session = new SessionMemory();
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
      await runTerminalLine(line, { ...parts, session }, AbortSignal.any([running.signal, signal]));
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

/** Runs what was typed, and says what came of it. False when it was not understood, refused or failed. */
export async function runTerminalLine<Services>(
  line: string,
  parts: TerminalLineParts<Services>,
  signal: AbortSignal,
): Promise<boolean> {
  const { language, screen, style, session } = parts;
  const words = wordsFor(language);
  const reply = new TerminalReply(screen, style, words.sources);
  const fail = async (text: string, tone: 'error' | 'notice' = 'error'): Promise<boolean> => {
    await reply.finish({ tone, text, citations: [], buttons: [] });
    return false;
  };
  const parsed = parseLine(line, parts.commands);
  if (parsed.kind === 'nothing') return true;
  if (parsed.kind !== 'command') return fail(misreadText(parsed, language));
  const files = new Map<string, GivenFile>();
  for (const [key, path] of parsed.files) {
    const file = await localFile(path);
    if (file === null) return fail(words.terminal.noFile(path));
    files.set(key, file);
  }
  const call = operatorCall(language, { options: parsed.options, files, session });
  try {
    const prepared = await parsed.command.prepare(call, parts.services);
    if (!prepared.ok) return await fail(prepared.message, 'notice');
    await prepared.run({ ...call, requestId: parts.newId(), signal, reply });
    return true;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'cancelled') parts.onError(error);
    return fail(describeError(error, language));
  }
}

type Misread = Exclude<ParsedLine<unknown>, { kind: 'command' | 'nothing' }>;

function misreadText(parsed: Misread, language: Language): string {
  const { terminal } = wordsFor(language);
  switch (parsed.kind) {
    case 'unknown':
      return terminal.unknownCommand(parsed.name);
    case 'missing':
      return terminal.missingOption(parsed.option[language]);
    case 'which':
      return terminal.whichSubcommand(
        parsed.command[language],
        parsed.given,
        parsed.known.map((name) => name[language]),
      );
  }
}

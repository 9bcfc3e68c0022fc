import pc from 'picocolors';
import { runTerminalLine } from '../terminal/terminal-session.ts';
import { prepare } from './prepare.ts';
import type { Runtime } from './runtime.ts';

/**
 * `knowledge …`: one `/knowledge` of the terminal over an index that is up to date, and the end.
 * False when it was not done. @throws AppError when there is nothing to look at
 */
export async function knowledgeOnce(runtime: Runtime, words: readonly string[]): Promise<boolean> {
  const { cria, config, stdout, stderr, newId, signal } = runtime;
  await prepare(runtime, { mayPull: false });
  return runTerminalLine(
    ['/knowledge', ...words.map(typed)].join(' '),
    {
      commands: cria.commands,
      services: cria.services,
      language: config.language,
      screen: stdout,
      style: pc,
      newId,
      onError: ({ message }) => void stderr.write(`${message}\n`),
    },
    signal,
  );
}

/** As it would be typed: the shell has taken the quotes of a value with spaces away. */
function typed(word: string): string {
  const [, name = '', value = ''] = /^([\p{L}_-]+:)(\S*\s.*)$/u.exec(word) ?? [];
  if (name === '') return word;
  return value.includes('"') ? `${name}'${value}'` : `${name}"${value}"`;
}

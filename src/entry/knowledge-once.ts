import pc from 'picocolors';
import { runTerminalLine } from '../playground/terminal-session.ts';
import type { Runtime } from './runtime.ts';

/** `knowledge …`: one `/knowledge` of the terminal, and the end. False when it was not done. */
export async function knowledgeOnce(runtime: Runtime, words: readonly string[]): Promise<boolean> {
  const { cria, config, stdout, stderr, newId, signal } = runtime;
  await Promise.all([cria.health.refresh(signal), cria.knowledge.open()]);
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
  const [, name = '', value = ''] = /^([\p{L}_-]+:)(.*\s.*)$/u.exec(word) ?? [];
  if (name === '') return word;
  return value.includes('"') ? `${name}'${value}'` : `${name}"${value}"`;
}

import type { Command, CommandContext } from './command.ts';

/** Prepares a reply for the caller alone that nobody is refused. */
export function forCallerAlone<Services>(
  run: (context: CommandContext, services: Services) => Promise<void>,
): Command<Services>['prepare'] {
  return (_call, services) =>
    Promise.resolve({ ok: true, isPrivate: true, run: (context) => run(context, services) });
}

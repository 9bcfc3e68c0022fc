import type { Cria } from '../../src/compose.ts';
import { AppError } from '../../src/domain/errors.ts';
import { operatorCall } from '../../src/terminal/operator-call.ts';
import type { Holding } from './debate-eval.ts';

/** Holds debates as the terminal does: weighed by the chat model where it is there. */
export function debateHolder({ services }: Pick<Cria, 'services'>): Holding {
  return async ([sideA, sideB], language) => {
    const call = operatorCall(language);
    const { signal } = new AbortController();
    const held = services.debates.hold({ sideA, sideB, language, call, signal });
    if (!held.ok) throw new AppError('internal', `No place for a debate: ${held.reason}.`);
    for await (const event of held.events) {
      if (event.type === 'debate-error') throw event.error;
      if ('debate' in event) return event.debate;
    }
    throw new AppError('internal', 'The debate ended without a last event.');
  };
}

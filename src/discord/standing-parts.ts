import type { MessageBody } from './render-reply.ts';
import type { StandingMessage } from './reply-target.ts';

/**
 * The parts of a reply that are to be written where it takes the place of a message. Buttons stand
 * below the last part of a long reply: when one part begins as that message does, those before it
 * stand above it already.
 */
export function partsFrom(
  standing: StandingMessage | undefined,
  bodies: readonly MessageBody[],
): readonly MessageBody[] {
  if (standing === undefined || bodies.length === 1) return bodies;
  const wanted = beginning(standing.content);
  const at = bodies.findLastIndex(({ content }) => beginning(content) === wanted);
  return at <= 0 ? bodies : bodies.slice(at);
}

/** The first line; counts in it may have changed. */
function beginning(content: string): string {
  return (content.trim().split('\n', 1)[0] ?? '').replace(/\d+/gu, '0');
}

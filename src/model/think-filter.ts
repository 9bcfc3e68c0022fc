const OPENING = '<think>';
const CLOSING = '</think>';

/** Takes the visible text out of a stream of pieces. */
export interface ThinkFilter {
  /** The part of the stream that has become certain to be visible; often empty. */
  push(piece: string): string;
  /** What was held back at the end. */
  end(): string;
}

/**
 * Removes a reasoning block `<think>…</think>` from the start of an answer, also when the tags come
 * in pieces. Later blocks stay: there an answer may be writing about the tag.
 */
export function createThinkFilter(): ThinkFilter {
  let state: 'start' | 'thinking' | 'gap' | 'visible' = 'start';
  let held = '';

  const advance = (): string => {
    if (state === 'start') {
      const text = held.trimStart();
      if (text === '' || (text.length < OPENING.length && OPENING.startsWith(text))) return '';
      state = text.startsWith(OPENING) ? 'thinking' : 'visible';
    }
    if (state === 'thinking') {
      const end = held.indexOf(CLOSING);
      if (end === -1) {
        held = held.slice(-CLOSING.length);
        return '';
      }
      held = held.slice(end + CLOSING.length);
      state = 'gap';
    }
    if (state === 'gap') {
      held = held.trimStart();
      if (held === '') return '';
      state = 'visible';
    }
    const text = held;
    held = '';
    return text;
  };

  return {
    push(piece) {
      if (state === 'visible') return piece;
      held += piece;
      return advance();
    },
    end: () => (state === 'start' ? held : ''),
  };
}

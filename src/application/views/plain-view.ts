import type { ReplyButton, ReplyView } from '../command.ts';

/** A reply that says something and offers buttons. */
export function noticeView(text: string, buttons: readonly ReplyButton[] = []): ReplyView {
  return { tone: 'notice', text, citations: [], buttons };
}

/** A reply while something is looked up. */
export function waitingView(heading: string): ReplyView {
  return { tone: 'working', heading, text: '', citations: [], buttons: [] };
}

import type { ReplyButton, ReplyView } from '../../application/command.ts';
import type { Citation } from '../../domain/answer.ts';
import type { Language } from '../../domain/language.ts';
import { shownDay, shownTrail } from '../../domain/passage.ts';
import type { CommandMentions } from '../../markup/mentions.ts';
import { quoteAddress } from '../../application/views/text-fragment.ts';
import {
  lineNodes,
  messageNodes,
  plainName,
  safeAddress,
  type MessageNode,
} from '../message-nodes.ts';
import { MAX_TITLE_CHARS } from '../page-limits.ts';

/** A source as listed below a message. */
export interface SourceJson {
  readonly n: number;
  readonly title: string;
  /** Day the article is from, as the message's language writes it; null when unknown. */
  readonly day: string | null;
  readonly quote: string;
  /** Opens the page at the quote; null without an address. */
  readonly href: string | null;
  /** As it is shown, so that no link hides where it leads. */
  readonly host: string | null;
  readonly articleId: string;
}

/** A message as the browser draws it. Every text is plain: nothing in it is markup. */
export interface MessageJson {
  readonly id: string;
  readonly channelId: string;
  /** Null: the bot. */
  readonly authorId: string | null;
  readonly atMs: number;
  readonly isPrivate: boolean;
  readonly tone: ReplyView['tone'] | 'said';
  readonly language: Language;
  /** Who called what, above a reply of the bot. */
  readonly asked: {
    readonly memberId: string;
    readonly command: string;
    readonly question: string;
  } | null;
  readonly heading: readonly MessageNode[];
  /** When what the heading says is over, since 1970 in ms; null: not known. */
  readonly untilMs: number | null;
  readonly body: readonly MessageNode[];
  readonly sources: readonly SourceJson[];
  readonly buttons: readonly ReplyButton[];
  readonly more: { readonly label: string; readonly entries: readonly ReplyButton[] } | null;
  /** The answer it shows, for the inspector; null: none that is kept. */
  readonly answerId: string | null;
}

/** What a message is beside its view. */
export interface MessageFrame extends Pick<
  MessageJson,
  'id' | 'channelId' | 'authorId' | 'atMs' | 'isPrivate' | 'language' | 'asked' | 'answerId'
> {
  readonly commands: CommandMentions;
}

/** Verbs of buttons whose subject is the id of an answer. */
const ANSWER_VERBS = new Set(['sources', 'ask-on', 'regenerate', 'vote-up', 'vote-down']);
const VERB = /^[a-z-]{1,40}$/u;
const MAX_BUTTONS = 25;
const MAX_LABEL_CHARS = 80;

/** A view in its frame. */
export function messageJson({ commands, ...frame }: MessageFrame, view: ReplyView): MessageJson {
  const { tone, heading = '', text, mentions = [], leftMs, more } = view;
  return {
    ...frame,
    language: view.language ?? frame.language,
    tone: frame.authorId === null ? tone : 'said',
    heading: lineNodes(heading),
    untilMs: leftMs === undefined ? null : frame.atMs + leftMs,
    body: messageNodes(text, mentions, commands),
    sources: view.citations.map((citation) =>
      sourceJson(citation, view.language ?? frame.language),
    ),
    buttons: usable(view.buttons),
    more:
      more === undefined
        ? null
        : { label: plainName(more.label, MAX_LABEL_CHARS), entries: usable(more.entries) },
  };
}

/** The answer a view shows, by its buttons; null: none that is kept. */
export function answerIdOf({ buttons }: Pick<ReplyView, 'buttons'>): string | null {
  return buttons.find(({ verb }) => ANSWER_VERBS.has(verb))?.subject ?? null;
}

function sourceJson(
  { n, title, section, quote, url, articleId, published }: Citation,
  language: Language,
): SourceJson {
  const address = safeAddress(url ?? '');
  return {
    n,
    title: plainName(shownTrail({ title, section }), MAX_TITLE_CHARS),
    day: shownDay(published, language),
    quote,
    href: address === null ? null : safeAddress(quoteAddress(address, quote) ?? ''),
    host: address === null ? null : new URL(address).host,
    articleId,
  };
}

function usable(buttons: readonly ReplyButton[]): ReplyButton[] {
  return buttons
    .filter(({ verb }) => VERB.test(verb))
    .slice(0, MAX_BUTTONS)
    .map((button) => ({ ...button, label: plainName(button.label, MAX_LABEL_CHARS) }));
}

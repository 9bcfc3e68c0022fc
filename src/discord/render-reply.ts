import { shownTrail } from '../domain/passage.ts';
import {
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
} from 'discord.js';
import type { ReplyButton, ReplyView } from '../application/command.ts';
import type { Citation } from '../domain/answer.ts';
import type { Language } from '../domain/language.ts';
import {
  cleanBoldLine,
  cleanLine,
  cleanMarkdown,
  cleanTitle,
  type CleanBlock,
} from './clean-markdown.ts';
import { formatActionId } from './custom-id.ts';
import { defuseInvites, toLink } from './inline-links.ts';
import {
  MAX_BUTTON_LABEL_CHARS,
  MAX_BUTTON_ROWS,
  MAX_BUTTONS_PER_ROW,
  MAX_SOURCE_TITLE_CHARS,
} from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import { cleanCharacters, clip } from './plain-text.ts';
import { splitMessages } from './split-message.ts';

export type ButtonRow = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** Body of one message, the same for creating and for editing it. */
export interface MessageBody {
  readonly content: string;
  readonly components: readonly ButtonRow[];
  readonly allowed_mentions: { readonly parse: readonly [] };
  readonly flags: number;
}

/** The visible reply as messages, at least one; buttons sit below the last. */
export function renderReply(
  view: ReplyView,
  words: DiscordWords,
  language: Language,
): [MessageBody, ...MessageBody[]] {
  const blocks = [
    ...headingBlocks(view),
    ...cleanMarkdown(view.text),
    ...sourceBlocks(view.citations, words.sources(language)),
  ];
  const footer = splitMessages(cleanMarkdown(view.footer ?? ''));
  const contents = [...splitMessages(blocks), ...footer];
  const [first = cleanLine(words.working(language)), ...rest] = contents;
  const rows = buttonRows(view.buttons);
  const body = (content: string, isLast: boolean): MessageBody => ({
    content,
    components: isLast ? rows : [],
    allowed_mentions: { parse: [] },
    flags: MessageFlags.SuppressEmbeds,
  });
  return [
    body(first, rest.length === 0),
    ...rest.map((content, index) => body(content, index === rest.length - 1)),
  ];
}

function headingBlocks(view: ReplyView): CleanBlock[] {
  const heading = view.heading ?? '';
  const line = view.tone === 'error' ? cleanBoldLine(heading) : cleanLine(heading);
  if (line === '') return [];
  return [{ kind: 'text', units: [view.tone === 'error' ? line : `-# ${line}`] }];
}

function sourceBlocks(citations: readonly Citation[], title: string): CleanBlock[] {
  if (citations.length === 0) return [];
  const lines = citations.map((citation) => `-# ${sourceLine(citation)}`);
  return [{ kind: 'text', units: [`-# **${cleanLine(title)}**`, ...lines] }];
}

function sourceLine({ n, title, section, url }: Citation): string {
  const trail = shownTrail({ title, section });
  const shown = cleanTitle(clip(cleanCharacters(trail), MAX_SOURCE_TITLE_CHARS));
  const link = url !== null && URL.canParse(url) ? toLink(defuseInvites(new URL(url).href)) : null;
  return `[${n}] ${shown}${link === null ? '' : ` ${link}`}`;
}

const STYLES = {
  primary: ButtonStyle.Primary,
  plain: ButtonStyle.Secondary,
  danger: ButtonStyle.Danger,
} as const;

/** Buttons with an id Discord refuses, and those beyond five rows of five, are left out. */
function buttonRows(buttons: readonly ReplyButton[]): ButtonRow[] {
  const known = new Set<string>();
  const shown: APIButtonComponentWithCustomId[] = [];
  for (const button of buttons) {
    const id = formatActionId(button);
    const label = clip(cleanCharacters(button.label).trim(), MAX_BUTTON_LABEL_CHARS);
    if (id === null || label === '' || known.has(id)) continue;
    known.add(id);
    shown.push({ type: ComponentType.Button, custom_id: id, label, style: STYLES[button.style] });
  }
  const rows: ButtonRow[] = [];
  for (let at = 0; at < shown.length && rows.length < MAX_BUTTON_ROWS; at += MAX_BUTTONS_PER_ROW) {
    const components = shown.slice(at, at + MAX_BUTTONS_PER_ROW);
    rows.push({ type: ComponentType.ActionRow, components });
  }
  return rows;
}

import { shownDay, shownTrail } from '../domain/passage.ts';
import {
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIStringSelectComponent,
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
} from '../markup/clean-markdown.ts';
import { formatActionId, MORE_VERB } from './custom-id.ts';
import { defuseInvites, toLink } from '../markup/inline-links.ts';
import {
  MAX_BUTTON_LABEL_CHARS,
  MAX_BUTTON_ROWS,
  MAX_BUTTONS_PER_ROW,
  MAX_MENU_ENTRIES,
  MAX_QUOTED_CHARS,
  MAX_SOURCE_TITLE_CHARS,
} from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import { maskMentions, type CommandMentions } from '../markup/mentions.ts';
import { cleanCharacters, clip } from '../markup/plain-text.ts';
import { splitMessages } from './split-message.ts';

export type ButtonRow =
  | APIActionRowComponent<APIButtonComponentWithCustomId>
  | APIActionRowComponent<APIStringSelectComponent>;

/** Body of one message, the same for creating and for editing it. */
export interface MessageBody {
  readonly content: string;
  readonly components: readonly ButtonRow[];
  readonly allowed_mentions: { readonly parse: readonly [] };
  readonly flags: number;
}

/** What a reply is shown with. */
export interface RenderOptions {
  readonly words: DiscordWords;
  /** Of the caller; a view can say another one. */
  readonly language: Language;
  /** Quoted above the reply, where nobody else sees what was asked. */
  readonly question?: string | undefined;
  readonly commands?: CommandMentions;
  /** Time since 1970 in ms, for what counts down. */
  readonly nowMs?: number;
}

const NO_COMMANDS: CommandMentions = new Map();

/** The visible reply as messages, at least one; buttons sit below the last. */
export function renderReply(
  view: ReplyView,
  options: RenderOptions,
): [MessageBody, ...MessageBody[]] {
  const { words, commands = NO_COMMANDS } = options;
  const language = view.language ?? options.language;
  const masked = maskMentions(view.text, view.mentions ?? [], commands);
  const blocks = [
    ...headBlocks(view, options),
    ...cleanMarkdown(masked.text),
    ...sourceBlocks(view.citations, words.sources(language), language),
  ];
  const footer = splitMessages(cleanMarkdown(view.footer ?? ''));
  const contents = [...splitMessages(blocks).map((text) => masked.restore(text)), ...footer];
  const [first = cleanLine(words.working(language)), ...rest] = contents;
  const rows = [...buttonRows(view.buttons), ...menuRows(view)];
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

/** The question and the heading, close together. */
function headBlocks(view: ReplyView, { question = '', nowMs = 0 }: RenderOptions): CleanBlock[] {
  const quoted = quotedLine(question);
  const units = [...(quoted === null ? [] : [quoted]), ...headingLines(view, nowMs)];
  return units.length === 0 ? [] : [{ kind: 'text', units }];
}

/** A question as one quoted line, shortened; null when it has nothing to show. */
export function quotedLine(question: string): string | null {
  const line = clip(cleanCharacters(question).replace(/\s+/gu, ' ').trim(), MAX_QUOTED_CHARS);
  return line === '' ? null : `> ${cleanLine(line)}`;
}

function headingLines(view: ReplyView, nowMs: number): string[] {
  const heading = view.heading ?? '';
  const line = view.tone === 'error' ? cleanBoldLine(heading) : cleanLine(heading);
  if (line === '') return [];
  if (view.tone === 'error') return [line];
  // Discord's clients count this down by themselves.
  const left = view.leftMs === undefined ? '' : ` <t:${epochSeconds(nowMs + view.leftMs)}:R>`;
  return [`-# ${line}${left}`];
}

function epochSeconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}

function sourceBlocks(
  citations: readonly Citation[],
  title: string,
  language: Language,
): CleanBlock[] {
  if (citations.length === 0) return [];
  const lines = citations.map((citation) => `-# ${sourceLine(citation, language)}`);
  return [{ kind: 'text', units: [`-# **${cleanLine(title)}**`, ...lines] }];
}

function sourceLine({ n, url, ...source }: Citation, language: Language): string {
  const trail = shownTrail(source);
  const day = shownDay(source.published, language);
  const shown = cleanTitle(clip(cleanCharacters(trail), MAX_SOURCE_TITLE_CHARS));
  const link = url !== null && URL.canParse(url) ? toLink(defuseInvites(new URL(url).href)) : null;
  return `[${n}] ${shown}${day === null ? '' : ` (${day})`}${link === null ? '' : ` ${link}`}`;
}

const STYLES = {
  primary: ButtonStyle.Primary,
  plain: ButtonStyle.Secondary,
  danger: ButtonStyle.Danger,
} as const;

/** Buttons with an id Discord refuses, and those beyond five rows of five, are left out. */
function buttonRows(buttons: readonly ReplyButton[]): ButtonRow[] {
  const shown = usable(buttons).map(({ id, label, style }): APIButtonComponentWithCustomId => ({
    type: ComponentType.Button,
    custom_id: id,
    label,
    style: STYLES[style],
  }));
  const rows: ButtonRow[] = [];
  for (let at = 0; at < shown.length && rows.length < MAX_BUTTON_ROWS; at += MAX_BUTTONS_PER_ROW) {
    const components = shown.slice(at, at + MAX_BUTTONS_PER_ROW);
    rows.push({ type: ComponentType.ActionRow, components });
  }
  return rows;
}

/** What can be done less often: one menu below the buttons. */
function menuRows({ more }: ReplyView): ButtonRow[] {
  const options = usable(more?.entries ?? [])
    .slice(0, MAX_MENU_ENTRIES)
    .map(({ id, label }) => ({ label, value: id }));
  const [first] = more?.entries ?? [];
  const id = first === undefined ? null : formatActionId({ ...first, verb: MORE_VERB });
  if (more === undefined || id === null || options.length === 0) return [];
  const placeholder = clip(cleanCharacters(more.label).trim(), MAX_BUTTON_LABEL_CHARS);
  const menu: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: id,
    placeholder,
    options,
  };
  return [{ type: ComponentType.ActionRow, components: [menu] }];
}

/** Those with a label and an id Discord takes, each once. */
function usable(
  buttons: readonly ReplyButton[],
): { id: string; label: string; style: ReplyButton['style'] }[] {
  const known = new Map<string, { id: string; label: string; style: ReplyButton['style'] }>();
  for (const button of buttons) {
    const id = formatActionId(button);
    const label = clip(cleanCharacters(button.label).trim(), MAX_BUTTON_LABEL_CHARS);
    if (id === null || label === '' || known.has(id)) continue;
    known.set(id, { id, label, style: button.style });
  }
  return [...known.values()];
}

import { SimpleMarkdown, rulesExtended } from 'discord-markdown-parser';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import type { Json } from '../fakes/discord-server/wire.ts';

/** A message with what stands above it. */
export interface Drawn {
  readonly message: Pick<StoredMessage, 'content' | 'components'>;
  /** Whether its reader sees it alone. */
  readonly isPrivate: boolean;
  /** What the reader did, e.g. `/ask`; null: it is no reply to a command. */
  readonly command: string | null;
}

/** What mentions are shown as, and pictures of the two who speak. */
export interface Cast {
  readonly nameOf: (id: string) => string;
  /** Milliseconds since 1970, for times that count by themselves. */
  readonly nowMs: number;
  readonly botAvatar: string;
  readonly userAvatar: string;
}

interface Node {
  readonly type: string;
  readonly content?: string | readonly Node[];
  readonly target?: string;
  readonly id?: string;
  readonly fullName?: string;
  readonly name?: string;
  readonly timestamp?: string;
}

const parser = SimpleMarkdown.parserFor(rulesExtended);
/** Colour of a button by the number Discord gives it. */
const STYLES: Readonly<Record<number, string>> = {
  1: 'primary',
  2: 'secondary',
  3: 'success',
  4: 'destructive',
};
const TAGS: Readonly<Record<string, string>> = {
  strong: 'strong',
  em: 'em',
  inlineCode: 'code',
  blockQuote: 'discord-quote',
};
const MENTIONS: Readonly<Record<string, string>> = {
  user: 'user',
  role: 'role',
  channel: 'channel',
  slashCommand: 'slash',
};
const MS_PER_MINUTE = 60_000;

/** Messages as elements of `@skyra/discord-components-core`, which draw them as Discord's clients do. */
export function drawMessages(all: readonly Drawn[], cast: Cast): string {
  return all.map((drawn) => drawMessage(drawn, cast)).join('');
}

function drawMessage({ message, isPrivate, command }: Drawn, cast: Cast): string {
  const { botAvatar, userAvatar } = cast;
  const reply =
    command === null
      ? ''
      : `<discord-command slot="reply" author="Alice" avatar="${userAvatar}" command="${escaped(command)}"></discord-command>`;
  const told = isPrivate ? ' ephemeral' : '';
  const rows = message.components.map(drawRow).join('');
  const below =
    rows === '' ? '' : `<discord-attachments slot="components">${rows}</discord-attachments>`;
  return `<discord-message author="Cria" avatar="${botAvatar}" timestamp="01/05/2026" bot${told}>${reply}${drawContent(message.content, cast)}${below}</discord-message>`;
}

/** Blocks line by line, as Discord reads them. */
function drawContent(content: string, cast: Cast): string {
  const drawn: string[] = [];
  const parts = content.split(/^```(?:\w*)\n([\s\S]*?)\n```$/mu);
  parts.forEach((part, at) => {
    if (at % 2 === 1) drawn.push(`<discord-code multiline>${escaped(part)}</discord-code>`);
    else drawn.push(...part.split('\n').map((line) => drawLine(line, cast)));
  });
  return drawn.join('');
}

function drawLine(line: string, cast: Cast): string {
  const inside = (text: string): string => drawNodes(parser(text, { inline: true }), cast);
  if (line.startsWith('-# ')) return `<div class="small">${inside(line.slice(3))}</div>`;
  const item = /^( *)- /u.exec(line);
  if (item !== null) return `<div class="item">${inside(line.slice(item[0].length))}</div>`;
  if (line.startsWith('> ')) return `<discord-quote>${inside(line.slice(2))}</discord-quote>`;
  return line === '' ? '<div class="gap"></div>' : `<div>${inside(line)}</div>`;
}

function drawNodes(nodes: readonly Node[], cast: Cast): string {
  return nodes.map((node) => drawNode(node, cast)).join('');
}

function drawNode(node: Node, cast: Cast): string {
  const { type, content = '' } = node;
  const tag = TAGS[type];
  if (tag !== undefined) {
    const inside = typeof content === 'string' ? escaped(content) : drawNodes(content, cast);
    return `<${tag}>${inside}</${tag}>`;
  }
  const mention = MENTIONS[type];
  if (mention !== undefined) {
    const name = type === 'slashCommand' ? (node.fullName ?? '') : cast.nameOf(node.id ?? '');
    return `<discord-mention type="${mention}">${escaped(name)}</discord-mention>`;
  }
  if (type === 'timestamp') return `<discord-time>${inTime(node, cast)}</discord-time>`;
  if (type === 'twemoji') return escaped(node.name ?? '');
  if (type === 'br') return '<br>';
  const inside = typeof content === 'string' ? escaped(content) : drawNodes(content, cast);
  return node.target === undefined ? inside : `<span class="link">${inside}</span>`;
}

function inTime({ timestamp = '0' }: Node, { nowMs }: Cast): string {
  const minutes = (Number(timestamp) * 1_000 - nowMs) / MS_PER_MINUTE;
  const [count, unit] =
    Math.abs(minutes) < 1 ? ([minutes * 60, 'second'] as const) : ([minutes, 'minute'] as const);
  return new Intl.RelativeTimeFormat('en').format(Math.round(count), unit);
}

interface Component {
  readonly style?: number;
  readonly label?: string;
  readonly emoji?: { readonly name?: string };
  readonly placeholder?: string;
  readonly options?: readonly unknown[];
}

function drawRow(row: Json): string {
  const { components = [] } = row as { components?: readonly Component[] };
  const drawn = components.map(({ style = 2, label = '', emoji, placeholder = '', options }) =>
    options === undefined
      ? `<discord-button type="${STYLES[style] ?? 'secondary'}">${escaped(`${emoji?.name ?? ''} ${label}`.trim())}</discord-button>`
      : `<discord-string-select-menu placeholder="${escaped(placeholder)}"></discord-string-select-menu>`,
  );
  return `<discord-action-row>${drawn.join('')}</discord-action-row>`;
}

/** As text, and within quotation marks. */
export function escaped(text: string): string {
  return text.replace(
    /[&<>"]/gu,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '',
  );
}

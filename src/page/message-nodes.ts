import { createRequire } from 'node:module';
import type * as Parser from 'discord-markdown-parser';
import { cleanMarkdown, cleanLine, type CleanBlock } from '../markup/clean-markdown.ts';
import { cleanCharacters, clip } from '../markup/plain-text.ts';
import { maskMentions, type CommandMentions } from '../markup/mentions.ts';
import { MAX_DRAWN_CHARS, MAX_NODES } from './page-limits.ts';

/**
 * A piece of a message as data. The browser makes elements of it and never reads markup: what is not
 * listed here cannot be drawn.
 */
export type MessageNode =
  | { readonly t: 'text' | 'code'; readonly v: string }
  | { readonly t: 'pre'; readonly v: string; readonly lang: string }
  | { readonly t: 'b' | 'i' | 'u' | 's' | 'quote' | 'small'; readonly c: readonly MessageNode[] }
  | {
      readonly t: 'li';
      readonly mark: string;
      readonly depth: number;
      readonly c: readonly MessageNode[];
    }
  | { readonly t: 'p'; readonly c: readonly MessageNode[] }
  | { readonly t: 'link'; readonly href: string }
  | { readonly t: 'channel' | 'role' | 'user'; readonly id: string }
  | { readonly t: 'command'; readonly v: string }
  | { readonly t: 'br' };

interface Parsed {
  readonly type: string;
  readonly content?: string | readonly Parsed[];
  readonly target?: string;
  readonly id?: string;
  readonly fullName?: string;
  /** Of an emoji. */
  readonly name?: string;
}

const { parse } = createRequire(import.meta.url)('discord-markdown-parser') as typeof Parser;

const MARKS: Readonly<Record<string, 'b' | 'i' | 'u' | 's' | 'quote' | 'small'>> = {
  strong: 'b',
  em: 'i',
  underline: 'u',
  strikethrough: 's',
  blockQuote: 'quote',
  subtext: 'small',
};
const MENTIONS: Readonly<Record<string, 'channel' | 'role' | 'user'>> = {
  channel: 'channel',
  role: 'role',
  user: 'user',
};
const LIST_ITEM = /^([ \t]{0,20})([-*+•]|\d{1,9}[.)])[ \t]{1,9}(?=\S)/u;

/** Untrusted Markdown as Discord would show it, cleaned by the same rules, as nodes. */
export function messageNodes(
  text: string,
  mentions: readonly string[] = [],
  commands: CommandMentions = new Map(),
): MessageNode[] {
  const masked = maskMentions(clip(text, MAX_DRAWN_CHARS), mentions, commands);
  const budget = new Budget();
  return cleanMarkdown(masked.text).flatMap((block) =>
    blockNodes(block, (shown) => masked.restore(shown), budget),
  );
}

/** One line of untrusted text. */
export function lineNodes(text: string): MessageNode[] {
  const line = cleanLine(text);
  return line === '' ? [] : inline(line, new Budget());
}

/** What is shown of a name or title: one line without what is not seen. */
export function plainName(text: string, maxChars: number): string {
  return clip(cleanCharacters(text).replace(/\s+/gu, ' ').trim(), maxChars);
}

class Budget {
  #left = MAX_NODES;

  take(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }
}

function blockNodes(
  block: CleanBlock,
  restore: (shown: string) => string,
  budget: Budget,
): MessageNode[] {
  if (block.kind === 'fence') {
    return budget.take() ? [{ t: 'pre', v: block.lines.join('\n'), lang: block.language }] : [];
  }
  return block.units.map((unit) => unitNode(restore(unit), budget));
}

function unitNode(unit: string, budget: Budget): MessageNode {
  const found = LIST_ITEM.exec(unit);
  if (found === null) return { t: 'p', c: inline(unit, budget) };
  const [whole, indent = '', mark = '-'] = found;
  const depth = Math.min(3, Math.floor(indent.length / 2));
  const isNumber = /\d/u.test(mark);
  return {
    t: 'li',
    mark: isNumber ? mark : '•',
    depth,
    c: inline(unit.slice(whole.length), budget),
  };
}

/** Longest piece the parser is given, in characters: it looks back at all of it for every mark. */
const MAX_PARSED_CHARS = 2_000;

function inline(text: string, budget: Budget): MessageNode[] {
  const made: MessageNode[] = [];
  for (let start = 0; start < text.length;) {
    const end = pieceEnd(text, start);
    made.push(...fromParsed(parse(text.slice(start, end)), budget));
    start = end;
  }
  return made;
}

/** At the last blank that fits, so that no address is cut. */
function pieceEnd(text: string, start: number): number {
  const end = start + MAX_PARSED_CHARS;
  if (end >= text.length) return text.length;
  const blank = text.lastIndexOf(' ', end);
  return blank > start ? blank : end;
}

function fromParsed(nodes: readonly Parsed[], budget: Budget): MessageNode[] {
  const made: MessageNode[] = [];
  for (const node of nodes) {
    if (!budget.take()) break;
    const one = fromNode(node, budget);
    const last = made[made.length - 1];
    if (one.t === 'text' && last?.t === 'text') {
      made[made.length - 1] = { t: 'text', v: last.v + one.v };
    } else made.push(one);
  }
  return made;
}

function fromNode(node: Parsed, budget: Budget): MessageNode {
  const { type, content = '', id = '' } = node;
  const mark = MARKS[type];
  if (mark !== undefined && typeof content === 'object') {
    return { t: mark, c: fromParsed(content, budget) };
  }
  const mention = MENTIONS[type];
  if (mention !== undefined) return { t: mention, id };
  return LEAVES[type]?.(node) ?? { t: 'text', v: node.name ?? textOf(content) };
}

/** What has nothing inside; a name is that of an emoji. */
const LEAVES: Readonly<Record<string, (node: Parsed) => MessageNode>> = {
  br: () => ({ t: 'br' }),
  newline: () => ({ t: 'br' }),
  inlineCode: ({ content = '' }) => ({ t: 'code', v: textOf(content) }),
  codeBlock: ({ content = '' }) => ({ t: 'pre', v: textOf(content), lang: '' }),
  slashCommand: ({ fullName = '' }) => ({ t: 'command', v: fullName }),
  everyone: () => ({ t: 'text', v: '@everyone' }),
  here: () => ({ t: 'text', v: '@here' }),
  autolink: linkNode,
  url: linkNode,
};

function linkNode({ target = '' }: Parsed): MessageNode {
  const href = safeAddress(target);
  return href === null ? { t: 'text', v: target } : { t: 'link', href };
}

function textOf(content: string | readonly Parsed[]): string {
  if (typeof content === 'string') return content;
  return content.map((node) => textOf(node.content ?? '')).join('');
}

/** An http(s) address without a user, as a browser reads it; null for any other. */
export function safeAddress(address: string): string | null {
  if (!/^https?:\/\//iu.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.username === '' && url.password === '' ? url.href : null;
}

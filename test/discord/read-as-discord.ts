import { rulesExtended, SimpleMarkdown } from 'discord-markdown-parser';

/** A piece of a message as Discord's clients read it. */
export interface ReadNode {
  readonly type: string;
  readonly content?: readonly ReadNode[] | string;
  readonly target?: string;
  readonly id?: string;
  /** Seconds since 1970, as written. */
  readonly timestamp?: string;
}

const parser = SimpleMarkdown.parserFor(rulesExtended);

/** Every node of a message, outer ones first; bots may write masked links, so those are read too. */
export function readAsDiscord(message: string): ReadNode[] {
  return flat(parser(message, { inline: true }));
}

function flat(nodes: readonly ReadNode[]): ReadNode[] {
  return nodes.flatMap((node) => [
    node,
    ...(typeof node.content === 'object' ? flat(node.content) : []),
  ]);
}

/** The text of a node without its marks. */
export function shownText(node: ReadNode): string {
  const { content = '' } = node;
  return typeof content === 'string' ? content : content.map(shownText).join('');
}

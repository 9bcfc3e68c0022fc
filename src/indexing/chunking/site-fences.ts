import type { FenceRun } from './markdown-fences.ts';

/** A fence with what stands behind its marks: `js{1,3}`, `sh [npm]`, `{.python}`, `{note} Title`. */
const OPENING = /^[ >]{0,20}(?:(?:[-*+]|\d{1,9}[.)]) {1,4})?(?:`{3,}|~{3,})/u;
const DIRECTIVE = /^\s*\{(?<name>[\w:-]{1,40})\}(?<argument>[^\n]*)$/u;
const LANGUAGE = /^\s*\{?\s?\.?(?<name>[\w+#.-]*)/u;
/** Directives whose text is text of the article. */
const BOXES =
  /^(?:note|tip|hint|info|important|warning|caution|danger|attention|error|seealso|admonition|dropdown|details|margin|sidebar|topic)$/u;
/** Directives that only tell a generator something. */
const ORDERS = /^(?:toctree|tableofcontents|contents|include|bibliography|index|raw)$/u;
const CODE = /^(?:code|code-block|code-cell|sourcecode)$/u;
const OPTION = /^\s*:[\w-]{1,40}:/u;

/** Code between two orders: `{% highlight js %}`, `{{< highlight js >}}`. */
const HIGHLIGHT =
  /^\{[{%][<%]? ?(?<end>\/|end)?highlight(?: (?<info>[^{}\n]{0,200}?))? ?[>%]?[%}]\}$/u;

/** Lines with code that stands between orders of a generator between marks of Markdown. */
export function fencedOrders(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const order = line.includes('highlight') ? HIGHLIGHT.exec(line.trim())?.groups : undefined;
    if (order === undefined) return line;
    return order['end'] === undefined ? `\`\`\`${languageIn(order['info'] ?? '')}` : '```';
  });
}

/**
 * A fence as a reader of Markdown knows it: no more than its language behind its marks. A box is its
 * text with its title in bold; an order to the generator is nothing.
 */
export function withoutDirective(run: FenceRun): FenceRun[] {
  const [first = '', ...rest] = run.lines;
  const [lead] = OPENING.exec(first) ?? [];
  if (lead === undefined) return [run];
  const info = first.slice(lead.length);
  const directive = DIRECTIVE.exec(info)?.groups;
  if (directive === undefined) return [{ isCode: true, lines: [lead + languageIn(info), ...rest] }];
  const { name = '', argument = '' } = directive;
  if (ORDERS.test(name)) return [];
  const options = rest.findIndex((line) => !OPTION.test(line));
  const inner = rest.slice(Math.max(0, options));
  if (BOXES.test(name)) {
    return [{ isCode: false, lines: [...titleOf(argument.trim()), ...inner.slice(0, -1), ''] }];
  }
  const language = CODE.test(name) ? languageIn(argument) : name;
  return [{ isCode: true, lines: [lead + language, ...inner] }];
}

function languageIn(info: string): string {
  return LANGUAGE.exec(info)?.groups?.['name'] ?? '';
}

function titleOf(title: string): string[] {
  return title === '' ? [] : ['', `**${title}**`, ''];
}

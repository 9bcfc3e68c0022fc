import { html } from './preact.mjs';

/*
 * Texts of the bot as elements. They come as data; a text is only ever a text here, whatever stands
 * in it.
 */

const TAGS = { b: 'strong', i: 'em', u: 'u', s: 's', quote: 'blockquote', small: 'small' };

/**
 * @param context `cite(n)` opens a source, null where there is none to open, `names` of channels, roles and
 * members by id, `run(typed)` begins a command
 */
export function Nodes({ nodes, context }) {
  return nodes.map((node) => one(node, context));
}

function one(node, context) {
  const inner = () => html`<${Nodes} nodes=${node.c} context=${context} />`;
  switch (node.t) {
    case 'text':
      return withMarks(node.v, context);
    case 'code':
      return html`<code>${node.v}</code>`;
    case 'pre':
      return html`<pre tabindex="0"><code>${node.v}</code></pre>`;
    case 'p':
      return html`<p>${inner()}</p>`;
    case 'li':
      return html`<p class=${`li depth${node.depth}`}>
        <span class="mark">${node.mark} </span><span>${inner()}</span>
      </p>`;
    case 'br':
      return html`<br />`;
    case 'link':
      return html`<${Link} href=${node.href}>${node.href}<//>`;
    case 'channel':
    case 'role':
    case 'user':
      return html`<span class="mention">${context.names.get(node.id) ?? node.id}</span>`;
    case 'command':
      return html`<button class="mention" onClick=${() => context.run(`/${node.v}`)}>
        /${node.v}
      </button>`;
    default: {
      const Tag = TAGS[node.t];
      return Tag === undefined ? null : html`<${Tag}>${inner()}<//>`;
    }
  }
}

/** Only what leads to a page, and says where: nothing else becomes a link. */
export function Link({ href, children, ...rest }) {
  const isPage = URL.canParse(href) && /^https?:$/.test(new URL(href).protocol);
  if (!isPage) return html`<span>${children}</span>`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow" ...${rest}
    >${children}</a
  >`;
}

/** `[1]` opens the source of that number, where there is one; a bar of blocks is drawn as one. */
function withMarks(text, { cite }) {
  if (!/[[█░]/.test(text)) return text;
  return text.split(/(\[\d{1,3}\]|[█░]{5,20})/).map((part) => {
    if (/^[█░]{5}/.test(part)) return html`<${Share} blocks=${part} />`;
    const n = /^\[\d{1,3}\]$/.test(part) ? Number(part.slice(1, -1)) : 0;
    if (n === 0 || cite === null) return part;
    return html`<button class="cite" onClick=${() => cite(n)}>${part}</button>`;
  });
}

function Share({ blocks }) {
  const full = [...blocks].filter((block) => block === '█').length / blocks.length;
  return html`<span
    class="share"
    aria-hidden="true"
    style=${{ backgroundSize: `${100 * full}% 100%` }}
  ></span>`;
}

import { Component, html, useEffect, useLayoutEffect, useRef, useState } from './preact.mjs';
import { fill } from './api.mjs';
import { Link, Nodes } from './nodes.mjs';

/** Nearer to the end than this, the list follows what is written. */
const NEAR_END_PX = 120;
/** So much of a message is said aloud, in characters. */
const SAID_CHARS = 400;
/** Of the menu of a message: beside what the bot does with one. */
const INSPECT = 'inspect';

/** The messages of one channel, the newest last. */
export function Messages({ app, messages }) {
  const list = useRef(null);
  const follows = useRef(true);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = list.current;
    follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  };
  const toEnd = () => {
    if (follows.current) list.current.scrollTop = list.current.scrollHeight;
  };
  useLayoutEffect(toEnd, [messages]);
  useEffect(() => {
    const watch = new ResizeObserver(toEnd);
    watch.observe(list.current);
    watch.observe(list.current.querySelector('ol'));
    return () => watch.disconnect();
  }, []);
  const { words } = app;
  return html`<div
    class="messages"
    ref=${list}
    onScroll=${onScroll}
    tabindex="0"
    role="region"
    aria-label=${words.messages}
  >
    ${messages.length === 0 ? html`<${Welcome} app=${app} />` : null}
    <ol>
      ${messages.map(
        (message) =>
          html`<${Message}
            key=${message.id}
            app=${app}
            message=${message}
            isSelected=${message.answerId !== null && message.answerId === app.selected}
          />`,
      )}
    </ol>
    <${Announcer} messages=${messages} />
  </div>`;
}

function Welcome({ app: { words, examples, actions } }) {
  return html`<div class="welcome">
    <img src="/assets/icon.svg" alt="" width="64" height="64" />
    <h2>${words.title}</h2>
    <p>${words.empty}</p>
    <ul aria-label=${words.examples}>
      ${examples.map(
        (example) =>
          html`<li>
            <button class="plain" onClick=${() => actions.typed(example)}>${example}</button>
          </li>`,
      )}
    </ul>
  </div>`;
}

/** Tells who listens what the bot said, once it is complete; not each of its words. */
function Announcer({ messages }) {
  const [said, say] = useState('');
  const told = useRef(null);
  useEffect(() => {
    const complete = messages.filter(
      ({ tone, authorId }) => authorId === null && tone !== 'working',
    );
    const isFirst = told.current === null;
    told.current ??= new Set();
    for (const { id, body, heading } of complete) {
      if (told.current.has(id)) continue;
      told.current.add(id);
      if (!isFirst) say(plain([...heading, ...body]).slice(0, SAID_CHARS));
    }
  }, [messages]);
  return html`<p class="unseen" role="status">${said}</p>`;
}

function plain(nodes) {
  return nodes.map(({ v, c, t }) => (c ? `${plain(c)} ` : t === 'link' ? '' : (v ?? ' '))).join('');
}

class Message extends Component {
  shouldComponentUpdate({ message, isSelected, app }) {
    const { props } = this;
    const isSame = message === props.message && isSelected === props.isSelected;
    return !isSame || app.words !== props.app.words || app.names !== props.app.names;
  }

  render({ app, message, isSelected }) {
    const { words, actions, names } = app;
    const { authorId, tone, asked, isPrivate, answerId, language } = message;
    const isBot = authorId === null;
    const name = isBot ? words.title : (names.get(authorId) ?? '?');
    const cite = (n) => actions.inspect(answerId, { n });
    const context = {
      cite: answerId === null || tone === 'working' ? null : cite,
      names,
      run: actions.begin,
    };
    const classes = ['message', tone, isPrivate ? 'private' : '', isSelected ? 'selected' : ''];
    return html`<li class=${classes.join(' ')} data-id=${message.id}>
      ${asked === null ? null : html`<${Asked} app=${app} asked=${asked} />`}
      <${Avatar} isBot=${isBot} name=${name} />
      <div class="content">
        <h2>
          <span class=${isBot ? 'name bot' : 'name'}>${name}</span>
          ${isBot ? html`<span class="badge">APP</span>` : null}
          <time datetime=${new Date(message.atMs).toISOString()}
            >${clock(message.atMs, app.language)}</time
          >
        </h2>
        ${message.heading.length === 0 ? null : html`<${Heading} ...${{ app, message, context }} />`}
        <div class="text" lang=${isBot && tone !== 'notice' ? language : undefined}>
          <${Nodes} nodes=${message.body} context=${context} />
        </div>
        ${message.sources.length === 0 ? null : html`<${Sources} ...${{ app, message }} />`}
        <${Buttons} ...${{ app, message }} />
        ${isPrivate ? html`<p class="only-you">👁 ${words.onlyYou}</p>` : null}
      </div>
      <${Tools} ...${{ app, message }} />
    </li>`;
  }
}

function Avatar({ isBot, name }) {
  if (isBot)
    return html`<img class="avatar" src="/assets/icon.svg" alt="" width="40" height="40" />`;
  return html`<span class=${`avatar of-${name.charCodeAt(0) % 4}`} aria-hidden="true"
    >${name.slice(0, 1)}</span
  >`;
}

function Asked({ app: { words, names }, asked: { memberId, command, question } }) {
  const name = names.get(memberId) ?? '?';
  const line =
    command === '' ? fill(words.usedButton, { name }) : fill(words.used, { name, command });
  return html`<p class="asked">
    <span>${line}</span>${question === '' ? null : html`<q>${question}</q>`}
  </p>`;
}

function Heading({ app: { words }, message, context }) {
  const isWorking = message.tone === 'working';
  return html`<p class="heading">
    ${isWorking ? html`<span class="spinner" aria-hidden="true"></span>` : null}
    <${Nodes} nodes=${message.heading} context=${context} />
    ${message.untilMs === null ? null : html` <${Left} words=${words} untilMs=${message.untilMs} />`}
  </p>`;
}

/** Counts down by itself. */
function Left({ words, untilMs }) {
  const [now, tick] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(1, Math.round((untilMs - now) / 1_000));
  return html`<span>${fill(words.left, { seconds })}</span>`;
}

function Sources({ app: { words, actions }, message: { sources, answerId } }) {
  return html`<section class="sources">
    <h3>${words.sources}</h3>
    <ol>
      ${sources.map(
        ({ n, title, day, href, host, quote }) =>
          html`<li>
            <button class="cite" title=${quote} onClick=${() => actions.inspect(answerId, { n })}>
              [${n}]
            </button>
            <span> ${title}${day === null ? '' : ` (${day})`} </span>
            ${href === null ? null : html`<${Link} href=${href}>${host}<//>`}
          </li>`,
      )}
    </ol>
  </section>`;
}

function Buttons({ app: { actions }, message }) {
  const { buttons, more } = message;
  if (buttons.length === 0 && more === null) return null;
  const onMore = ({ currentTarget }) => {
    const entry = more.entries[Number(currentTarget.value)];
    currentTarget.value = '';
    if (entry !== undefined) actions.press(entry, message.id);
  };
  return html`<div class="buttons">
    ${buttons.map(
      (button) =>
        html`<button
          key=${`${button.verb}:${button.subject}`}
          class=${button.style}
          onClick=${() => actions.press(button, message.id)}
        >
          ${button.label}
        </button>`,
    )}
    ${
      more === null
        ? null
        : html`<select aria-label=${more.label} onChange=${onMore}>
            <option value="">${more.label}</option>
            ${more.entries.map(({ label }, at) => html`<option value=${at}>${label}</option>`)}
          </select>`
    }
  </div>`;
}

/** What can be done with any message. */
function Tools({ app: { words, menu, actions }, message }) {
  const { answerId, id } = message;
  const behind = answerId === null ? [] : [{ verb: INSPECT, label: words.inspect }];
  const onMenu = ({ currentTarget }) => {
    const verb = currentTarget.value;
    currentTarget.value = '';
    if (verb === INSPECT) actions.inspect(answerId);
    else if (verb !== '') actions.press({ verb, subject: id }, id);
  };
  return html`<div class="tools">
    ${behind.map(
      ({ label }) =>
        html`<button class="plain" onClick=${() => actions.inspect(answerId)}>${label}</button>`,
    )}
    <select aria-label=${words.messageMenu} onChange=${onMenu}>
      <option value="">⋯</option>
      ${[...behind, ...menu].map(({ verb, label }) => html`<option value=${verb}>${label}</option>`)}
    </select>
  </div>`;
}

function clock(atMs, language) {
  return new Date(atMs).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
}

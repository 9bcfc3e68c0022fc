import { html, render, useEffect, useMemo, useRef, useState } from './preact.mjs';
import { get, post, remember, remembered } from './api.mjs';
import { Composer, readTyped } from './composer.mjs';
import { FormDialog, Sidebar } from './dialogs.mjs';
import { Messages } from './messages.mjs';
import { Panel } from './inspector.mjs';
import { follow, withNews } from './stream.mjs';

const NOTHING = { messages: new Map(), threads: new Map() };

function ownLanguage() {
  return navigator.language.startsWith('de') ? 'de' : 'en';
}

function App() {
  const [language, setLanguage] = useState(remembered('language', ownLanguage()));
  const [start, setStart] = useState(null);
  useEffect(() => {
    document.documentElement.lang = language;
    get('/api/start', { language }).then(setStart, () => undefined);
  }, [language]);
  if (start === null) return html`<p class="loading" role="status">…</p>`;
  const speak = (next) => {
    remember('language', next);
    setLanguage(next);
  };
  return html`<${Page} start=${start} speak=${speak} />`;
}

/** Everything below the texts: who one is, what the channel shows, what is beside it. */
function Page({ start, speak }) {
  const { words, members, mainChannelId, commands } = start;
  const [memberId, setMember] = useState(knownMember(remembered('member', ''), members));
  const [theme, setTheme] = useState(remembered('theme', 'auto'));
  const [channelId, setChannel] = useState(mainChannelId);
  const [shown, setShown] = useState(NOTHING);
  const [connection, setConnection] = useState('connecting');
  const [draft, setDraft] = useState('');
  const [begun, setBegun] = useState(null);
  const [form, setForm] = useState(null);
  const [panel, setPanel] = useState({ isOpen: isWide(), tab: 'answer', answerId: null, n: null });
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    setShown(NOTHING);
    return follow(memberId, {
      onNews: (news) => setShown((old) => withNews(old, news)),
      onState: setConnection,
    });
  }, [memberId]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const channels = useMemo(
    () => [
      { id: mainChannelId, name: 'cria', isThread: false },
      ...[...shown.threads.values()].map(({ id, name }) => ({ id, name, isThread: true })),
    ],
    [shown.threads.size, mainChannelId],
  );
  const names = useMemo(() => namesOf(start, channels), [start, channels]);
  const messages = useMemo(
    () => [...shown.messages.values()].filter((message) => message.channelId === channelId),
    [shown, channelId],
  );
  const doing = () => ({ member: memberId, channel: channelId, language: start.language });
  const send = async (path, body, files) => {
    try {
      setTrouble('');
      return await post(path, { ...doing(), ...body }, files);
    } catch {
      setTrouble(words.failed);
      return null;
    }
  };
  const press = async ({ verb, subject }, message, entered = null) => {
    const outcome = await send('/api/press', { verb, subject, message, entered });
    const asked = outcome?.form ?? null;
    setForm(asked === null ? null : { asked, verb, subject, message });
  };
  const begin = (typed) => {
    const read = readTyped(commands, typed);
    if (read !== null) setBegun({ key: `${Date.now()}`, ...read });
  };
  const actions = {
    speak,
    begin,
    press,
    say: (text) => send('/api/say', { text }),
    command: (call, files) => send('/api/command', call, files),
    typed: (text) => (text.startsWith('/') ? begin(text) : send('/api/say', { text })),
    inspect: (answerId, { n = null } = {}) =>
      setPanel({ isOpen: true, tab: 'answer', answerId, n, at: Date.now() }),
    openChannel: setChannel,
    actAs(id) {
      remember('member', id);
      setMember(id);
      setPanel((old) => ({ ...old, answerId: null }));
    },
    dress(next) {
      remember('theme', next);
      setTheme(next);
    },
  };
  const app = {
    ...start,
    ...{ memberId, theme, channelId, channels, names, actions, doing, draft, setDraft, theme },
    selected: panel.answerId,
  };
  useNewestAnswer(messages, panel, setPanel);
  const drop = useDrop(app, setBegun);
  const here = channels.find(({ id }) => id === channelId) ?? channels[0];
  return html`<div class=${panel.isOpen ? 'page with-panel' : 'page'} ...${drop.handlers}>
    <${Sidebar} app=${app} isOpen=${isMenuOpen} close=${() => setMenuOpen(false)} />
    <main aria-label=${`#${here.name}`}>
      <header class="channel-head">
        <button
          class="plain menu-button"
          aria-expanded=${String(isMenuOpen)}
          aria-label=${words.menu}
          onClick=${() => setMenuOpen(!isMenuOpen)}
        >
          ☰
        </button>
        <h1>${here.isThread ? '↳' : '#'} ${here.name}</h1>
        <button
          class="plain panel-button"
          aria-expanded=${String(panel.isOpen)}
          onClick=${() => setPanel({ ...panel, isOpen: !panel.isOpen })}
        >
          ${words.inspect}
        </button>
      </header>
      <p class=${`connection ${connection}`} role="status">
        ${{ lost: words.lost, full: words.busy }[connection] ?? ''}
      </p>
      <${Messages} key=${`${memberId} ${channelId}`} app=${app} messages=${messages} />
      ${trouble === '' ? null : html`<p class="trouble" role="alert">${trouble}</p>`}
      <${Composer} app=${app} begun=${begun} setBegun=${setBegun} />
    </main>
    <${Panel} app=${app} panel=${panel} setPanel=${setPanel} />
    ${drop.isOver ? html`<p class="drop">${words.dropHere}</p>` : null}
    ${
      form === null
        ? null
        : html`<${FormDialog}
            app=${app}
            form=${form.asked}
            close=${() => setForm(null)}
            send=${(entered) => press(form, form.message, entered)}
          />`
    }
  </div>`;
}

function isWide() {
  return matchMedia('(min-width: 1100px)').matches;
}

function knownMember(id, members) {
  return (members.find((member) => member.id === id) ?? members[0]).id;
}

function namesOf({ members, roles, words }, channels) {
  return new Map([
    ...members.map(({ id, name, isOperator }) => [id, isOperator ? words.operator : name]),
    ...roles.map(({ id, name }) => [id, `@${name}`]),
    ...channels.map(({ id, name }) => [id, `#${name}`]),
  ]);
}

/** What is beside the channel follows it, until somebody chooses. */
function useNewestAnswer(messages, panel, setPanel) {
  const newest = messages.findLast(({ answerId }) => answerId !== null)?.answerId ?? null;
  const seen = useRef(null);
  useEffect(() => {
    if (newest === null || newest === seen.current) return;
    seen.current = newest;
    setPanel((old) => ({ ...old, answerId: newest, n: null }));
  }, [newest]);
}

/** A file that is dropped goes into the first command that takes one. */
function useDrop({ commands }, setBegun) {
  const [isOver, setOver] = useState(false);
  const handlers = {
    onDragOver(event) {
      if (![...event.dataTransfer.types].includes('Files')) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave(event) {
      if (event.relatedTarget === null) setOver(false);
    },
    onDrop(event) {
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer.files;
      const takes = ({ options }) => options.find(({ kind }) => kind === 'file');
      const command = commands.find(takes);
      if (file === undefined || command === undefined) return;
      setBegun({ key: `${Date.now()}`, command, values: { [takes(command).key]: file } });
    },
  };
  return { isOver, handlers };
}

render(html`<${App} />`, document.getElementById('root'));

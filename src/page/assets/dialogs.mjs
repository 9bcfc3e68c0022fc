import { html, useEffect, useRef, useState } from './preact.mjs';

/** A form the bot asks for, as a window of its own. */
export function FormDialog({ app: { words }, form, send, close }) {
  const dialog = useRef(null);
  const [value, setValue] = useState(form.value ?? '');
  useEffect(() => {
    dialog.current.showModal();
  }, []);
  const onSubmit = (event) => {
    event.preventDefault();
    send({ [form.key]: value });
  };
  return html`<dialog ref=${dialog} onClose=${close} aria-labelledby="form-title">
    <form onSubmit=${onSubmit}>
      <h2 id="form-title">${form.title}</h2>
      <label for="form-field">${form.label}</label>
      <textarea
        id="form-field"
        rows="4"
        maxlength=${form.maxChars}
        required=${form.required}
        value=${value}
        onInput=${({ currentTarget }) => setValue(currentTarget.value)}
      ></textarea>
      <footer>
        <button type="button" class="plain" onClick=${() => dialog.current.close()}>
          ${words.cancel}
        </button>
        <button class="primary">${words.send}</button>
      </footer>
    </form>
  </dialog>`;
}

/** Channels, who one is, language and appearance. */
export function Sidebar({ app, isOpen, close }) {
  const { words, members, memberId, channels, channelId, actions, language, theme } = app;
  const channel = ({ id, name, isThread }) =>
    html`<li key=${id}>
      <button
        class=${isThread ? 'channel thread' : 'channel'}
        aria-current=${id === channelId ? 'true' : undefined}
        onClick=${() => {
          actions.openChannel(id);
          close();
        }}
      >
        ${isThread ? '↳' : '#'} ${name}
      </button>
    </li>`;
  const choice = (id, label, value, choices, choose) =>
    html`<div class="field">
      <label for=${id}>${label}</label>
      <select
        id=${id}
        value=${value}
        onChange=${({ currentTarget }) => choose(currentTarget.value)}
      >
        ${choices.map(([one, name]) => html`<option value=${one}>${name}</option>`)}
      </select>
    </div>`;
  return html`<aside class=${isOpen ? 'sidebar open' : 'sidebar'} aria-label=${words.menu}>
    <header>
      <img src="/assets/icon.svg" alt="" width="28" height="28" />
      <p class="brand">${words.title}</p>
    </header>
    <nav aria-label=${words.channels}>
      <ul>
        ${channels.map(channel)}
      </ul>
    </nav>
    <div class="settings">
      ${choice(
        'member',
        words.actAs,
        memberId,
        members.map(({ id, name, isOperator }) => [
          id,
          isOperator ? words.operator : `${name} (${words.member})`,
        ]),
        actions.actAs,
      )}
      <p class="hint">${words.actAsHint}</p>
      ${choice(
        'language',
        words.language,
        language,
        [
          ['de', 'Deutsch'],
          ['en', 'English'],
        ],
        actions.speak,
      )}
      ${choice('theme', words.theme, theme, Object.entries(words.themes), actions.dress)}
    </div>
  </aside>`;
}

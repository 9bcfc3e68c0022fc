import { html, useEffect, useRef, useState } from './preact.mjs';
import { post } from './api.mjs';

/* The fields of a command's options. */

const TYPING_PAUSE_MS = 150;

/** One option. `value` is what it holds; `set` takes the next, `undefined` for nothing. */
export function OptionField({ app, call, option, value, set, isFirst }) {
  const id = `option-${option.key}`;
  const props = { app, call, option, value, set, id, isFirst };
  return html`<div class="field">
    <label for=${id}>
      ${option.name}${option.isRequired ? html` <span class="hint">(${app.words.required})</span>` : null}
    </label>
    <${fieldOf(option)} ...${props} />
    <p class="hint" id=${`${id}-hint`}>${option.description}</p>
  </div>`;
}

function fieldOf({ kind, suggests }) {
  if (kind === 'text') return suggests ? Suggested : Text;
  if (kind === 'flag') return Flag;
  if (kind === 'number') return Whole;
  return kind === 'file' ? FileField : Choice;
}

function useFirst(isFirst) {
  const field = useRef(null);
  useEffect(() => {
    if (isFirst) field.current?.focus();
  }, []);
  return field;
}

function Text({ id, option, value = '', set, isFirst }) {
  const field = useFirst(isFirst);
  return html`<input
    ref=${field}
    id=${id}
    aria-describedby=${`${id}-hint`}
    maxlength=${option.maxChars}
    required=${option.isRequired}
    autocomplete="off"
    value=${value}
    onInput=${({ currentTarget }) => set(currentTarget.value || undefined)}
  />`;
}

/** Text with what the bot proposes while it is typed. */
function Suggested({ app, call, id, option, value = '', set, isFirst }) {
  const field = useFirst(isFirst);
  const [found, setFound] = useState([]);
  const [at, setAt] = useState(-1);
  const timer = useRef(0);
  const asked = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (text) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      const turn = (asked.current += 1);
      const body = { ...app.doing(), ...call, key: option.key, text };
      const { suggestions } = await post('/api/suggest', body).catch(() => ({ suggestions: [] }));
      if (turn === asked.current) show(suggestions);
    }, TYPING_PAUSE_MS);
  };
  const show = (suggestions) => {
    setFound(suggestions);
    setAt(-1);
  };
  const hide = () => {
    clearTimeout(timer.current);
    asked.current += 1;
    show([]);
  };
  const pick = (one) => {
    set(one.value);
    hide();
    field.current.focus();
  };
  const onKeyDown = (event) => {
    if (found.length === 0) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      hide();
    } else if (event.key === 'Enter' && at >= 0) pick(found[at]);
    else if (event.key === 'ArrowDown') setAt((at + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt(at <= 0 ? found.length - 1 : at - 1);
    else return;
    event.preventDefault();
  };
  const isOpen = found.length > 0;
  return html`<div class="combo">
    <input
      ref=${field}
      id=${id}
      role="combobox"
      aria-expanded=${String(isOpen)}
      aria-controls=${`${id}-list`}
      aria-autocomplete="list"
      aria-activedescendant=${at >= 0 ? `${id}-${at}` : undefined}
      aria-describedby=${`${id}-hint`}
      maxlength=${option.maxChars}
      required=${option.isRequired}
      autocomplete="off"
      value=${value}
      onInput=${({ currentTarget }) => {
        set(currentTarget.value || undefined);
        ask(currentTarget.value);
      }}
      onFocus=${() => ask(value)}
      onBlur=${hide}
      onKeyDown=${onKeyDown}
    />
    <ul
      class="listbox"
      role="listbox"
      id=${`${id}-list`}
      aria-label=${option.name}
      hidden=${!isOpen}
    >
      ${found.map(
        (one, index) =>
          html`<li
            role="option"
            id=${`${id}-${index}`}
            aria-selected=${String(index === at)}
            onMouseDown=${(event) => {
              event.preventDefault();
              pick(one);
            }}
          >
            ${one.label}
          </li>`,
      )}
    </ul>
  </div>`;
}

function Flag({ id, app, value = false, set, isFirst }) {
  const field = useFirst(isFirst);
  return html`<span class="flag">
    <input
      ref=${field}
      id=${id}
      type="checkbox"
      aria-describedby=${`${id}-hint`}
      checked=${value}
      onChange=${({ currentTarget }) => set(currentTarget.checked)}
    />
    <span aria-hidden="true">${app.words.yes}</span>
  </span>`;
}

function Whole({ id, option, value = '', set, isFirst }) {
  const field = useFirst(isFirst);
  return html`<input
    ref=${field}
    id=${id}
    type="number"
    step="1"
    aria-describedby=${`${id}-hint`}
    min=${option.min}
    max=${option.max}
    value=${value}
    onInput=${({ currentTarget }) =>
      set(currentTarget.value === '' ? undefined : Number(currentTarget.value))}
  />`;
}

function Choice({ id, app, option, value = '', set, isFirst }) {
  const field = useFirst(isFirst);
  const choices =
    option.kind === 'choice'
      ? option.choices
      : (option.kind === 'role' ? app.roles : app.channels).map(({ id: of, name }) => ({
          value: of,
          label: option.kind === 'role' ? `@${name}` : `#${name}`,
        }));
  return html`<select
    ref=${field}
    id=${id}
    aria-describedby=${`${id}-hint`}
    value=${value}
    onChange=${({ currentTarget }) => set(currentTarget.value || undefined)}
  >
    <option value="">${app.words.choose}</option>
    ${choices.map(({ value: one, label }) => html`<option value=${one}>${label}</option>`)}
  </select>`;
}

function FileField({ id, app, value, set, isFirst }) {
  const field = useFirst(isFirst && value === undefined);
  return html`<span class="file">
    <input
      ref=${field}
      id=${id}
      type="file"
      aria-describedby=${`${id}-hint`}
      onChange=${({ currentTarget }) => set(currentTarget.files[0] ?? undefined)}
    />
    <span class="hint">${value === undefined ? app.words.chooseFile : value.name}</span>
  </span>`;
}

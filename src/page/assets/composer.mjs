import { html, useEffect, useRef, useState } from './preact.mjs';
import { fill } from './api.mjs';
import { OptionField } from './option-fields.mjs';

const BYTES_PER_MB = 1_000_000;

/** Where a question is typed, or a command chosen and filled in. */
export function Composer({ app, begun, setBegun }) {
  if (begun !== null) {
    return html`<${CommandForm}
      key=${begun.key}
      app=${app}
      begun=${begun}
      end=${() => setBegun(null)}
    />`;
  }
  return html`<${Line} app=${app} setBegun=${setBegun} />`;
}

/** Commands whose typed form in any language begins so. */
function matching(commands, text) {
  const typed = text.toLowerCase();
  return commands.filter(({ also }) => also.some((one) => one.startsWith(typed)));
}

/** `/ask What …` as the command and what its first text option holds; null for no command. */
export function readTyped(commands, text) {
  for (const command of commands) {
    const name = command.also.find((one) => text === one || text.startsWith(`${one} `));
    if (name === undefined) continue;
    const rest = text.slice(name.length).trim();
    const option = command.options.find(({ kind }) => kind === 'text');
    return { command, values: rest === '' || option === undefined ? {} : { [option.key]: rest } };
  }
  return null;
}

function Line({ app, setBegun }) {
  const { words, commands, actions, draft, setDraft } = app;
  const [at, setAt] = useState(0);
  const field = useRef(null);
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current.focus();
  }, []);
  const isCommand = draft.startsWith('/');
  const found = isCommand ? matching(commands, draft.trimEnd()) : [];
  const isOpen = isCommand && (found.length > 0 || !draft.includes(' '));
  const begin = (command, values = {}) => {
    setDraft('');
    setBegun({ key: `${Date.now()}`, command, values });
  };
  const send = () => {
    const text = draft.trim();
    if (text === '') return;
    if (!isCommand) {
      setDraft('');
      return actions.say(text);
    }
    const typed = readTyped(commands, text);
    if (found[at] !== undefined && typed === null) return begin(found[at]);
    if (typed !== null) begin(typed.command, typed.values);
  };
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter') send();
    else if (found.length === 0) return;
    else if (event.key === 'ArrowDown') setAt((at + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt(at <= 0 ? found.length - 1 : at - 1);
    else if (event.key === 'Tab' && !event.shiftKey && found[at]) begin(found[at]);
    else if (event.key === 'Escape') setDraft('');
    else return;
    event.preventDefault();
  };
  return html`<form
    class="composer"
    onSubmit=${(event) => {
      event.preventDefault();
      send();
    }}
  >
    <div class="picker" hidden=${!isOpen}>
      <p class="hint" aria-hidden="true">
        ${found.length === 0 ? words.noCommand : words.commands}
      </p>
      <ul role="listbox" id="commands" aria-label=${words.commands}>
        ${found.map(
          (command, index) =>
            html`<li
              role="option"
              id=${`command-${index}`}
              key=${command.typed}
              aria-selected=${String(index === at)}
              ref=${(element) => index === at && element?.scrollIntoView?.({ block: 'nearest' })}
              onMouseDown=${(event) => {
                event.preventDefault();
                begin(command);
              }}
            >
              <strong>${command.typed}</strong> <span>${command.description}</span>
            </li>`,
        )}
      </ul>
    </div>
    <input
      ref=${field}
      role="combobox"
      aria-label=${words.composerLabel}
      aria-expanded=${String(isOpen)}
      aria-controls="commands"
      aria-autocomplete="list"
      aria-activedescendant=${isOpen && found.length > 0 ? `command-${at}` : undefined}
      placeholder=${words.composer}
      maxlength="4000"
      autocomplete="off"
      enterkeyhint="send"
      value=${draft}
      onInput=${({ currentTarget }) => {
        setDraft(currentTarget.value);
        setAt(0);
      }}
      onKeyDown=${onKeyDown}
    />
    <button class="primary send" aria-label=${words.send} disabled=${draft.trim() === ''}>➤</button>
  </form>`;
}

/** Options most calls need: the required ones, else the first. */
function shownFirst({ options }, values) {
  const needed = options.filter(({ key, isRequired }) => isRequired || key in values);
  return needed.length > 0 ? needed : options.slice(0, 3);
}

function CommandForm({ app, begun: { command, values: given }, end }) {
  const { words, actions } = app;
  const [values, setValues] = useState(given);
  const [isWhole, setWhole] = useState(false);
  const [trouble, setTrouble] = useState('');
  const form = useRef(null);
  const first = shownFirst(command, given);
  const shown = isWhole ? command.options : first;
  const { name, subcommand } = command;
  const plain = () =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => !(value instanceof File)));
  const call = { name, subcommand, values: plain() };
  useEffect(() => {
    if (command.options.length === 0) form.current.querySelector('button.primary').focus();
  }, []);
  const send = (event) => {
    event.preventDefault();
    const files = new Map(Object.entries(values).filter(([, value]) => value instanceof File));
    const tooLarge = [...files.values()].some(({ size }) => size > app.maxFileBytes);
    if (tooLarge) {
      return setTrouble(fill(words.fileTooLarge, { mb: app.maxFileBytes / BYTES_PER_MB }));
    }
    end();
    actions.command(call, files);
  };
  const onKeyDown = ({ key }) => {
    if (key === 'Escape') end();
  };
  return html`<form
    class="command-form"
    ref=${form}
    onSubmit=${send}
    onKeyDown=${onKeyDown}
    aria-label=${command.typed}
  >
    <header>
      <strong>${command.typed}</strong>
      <span class="hint">${command.description}</span>
    </header>
    <div class="fields">
      ${shown.map(
        (option, index) =>
          html`<${OptionField}
            key=${option.key}
            ...${{ app, call, option, isFirst: index === 0 }}
            value=${values[option.key]}
            set=${(value) => setValues((old) => without(old, option.key, value))}
          />`,
      )}
    </div>
    ${trouble === '' ? null : html`<p role="alert" class="trouble">${trouble}</p>`}
    <footer>
      ${
        isWhole || first.length === command.options.length
          ? null
          : html`<button type="button" class="plain" onClick=${() => setWhole(true)}>
              ${words.moreOptions}
            </button>`
      }
      <button type="button" class="plain" onClick=${end}>${words.cancel}</button>
      <button class="primary">${words.send}</button>
    </footer>
  </form>`;
}

function without(values, key, value) {
  const { [key]: _old, ...rest } = values;
  return value === undefined ? rest : { ...rest, [key]: value };
}

import { html, useEffect, useState } from './preact.mjs';
import { get } from './api.mjs';

/** Models and index, what could not be answered, and the way to newer articles. */
export function State({ app }) {
  const { words, actions, commands } = app;
  const [state, setState] = useState(null);
  const look = () => get('/api/state', app.doing()).then(setState, () => undefined);
  useEffect(() => void look(), [app.language, app.memberId]);
  if (state === null) return html`<p class="hint" role="status">…</p>`;
  const { lines, tally } = state;
  const whole = tally.answered + tally.unanswered + tally.failed;
  const rows = [
    ['answered', words.answered, tally.answered],
    ['unanswered', words.unanswered, tally.unanswered],
    ['failed', words.broken, tally.failed],
  ];
  const renew = commands.find(({ name }) => name === 'reindex');
  return html`<section>
      <h2>${words.state}</h2>
      <ul class="lines">
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>
      <p class="row">
        <button class="plain" onClick=${look}>${words.reload}</button>
        ${
          renew === undefined
            ? null
            : html`<button
                class="plain"
                onClick=${() => actions.command({ name: renew.name, subcommand: null, values: {} })}
              >
                ${words.renew}
              </button>`
        }
      </p>
    </section>
    <section>
      <h2>${words.asked}</h2>
      <p class="hint">${words.askedHint}</p>
      <dl class="scores">
        ${rows.map(
          ([kind, name, count]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>
                <span class="track" aria-hidden="true"
                  ><span
                    class=${`bar ${kind}`}
                    style=${{ width: `${whole === 0 ? 0 : (100 * count) / whole}%` }}
                  ></span
                ></span>
                <span class="figure">${count}</span>
              </dd>
            </div>`,
        )}
      </dl>
    </section>`;
}

import { html, useEffect, useRef, useState } from './preact.mjs';
import { fill, get } from './api.mjs';
import { Corpus } from './corpus.mjs';
import { Link } from './nodes.mjs';
import { State } from './state.mjs';

const MS_PER_SECOND = 1_000;

/** What is beside the channel: behind an answer, the articles, the state. */
export function Panel({ app, panel, setPanel }) {
  const { words } = app;
  const { isOpen, tab } = panel;
  if (!isOpen) return null;
  const show = (next) => setPanel((old) => ({ ...old, tab: next }));
  return html`<aside class="panel" aria-label=${words.inspecting}>
    <header>
      <${Tabs} words=${words} tab=${tab} show=${show} />
      <button
        class="plain"
        aria-label=${words.close}
        onClick=${() => setPanel((old) => ({ ...old, isOpen: false }))}
      >
        ✕
      </button>
    </header>
    <div
      class="panel-body"
      role="tabpanel"
      id="panel-body"
      aria-labelledby=${`tab-${tab}`}
      tabindex="0"
    >
      ${tab === 'answer' ? html`<${Behind} ...${{ app, panel, setPanel }} />` : null}
      ${tab === 'corpus' ? html`<${Corpus} ...${{ app, panel, setPanel }} />` : null}
      ${tab === 'state' ? html`<${State} app=${app} />` : null}
    </div>
  </aside>`;
}

function Tabs({ words, tab, show }) {
  const names = Object.keys(words.tabs);
  const onKeyDown = ({ key, currentTarget }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const next = names[(names.indexOf(tab) + step + names.length) % names.length];
    show(next);
    currentTarget.querySelector(`#tab-${next}`).focus();
  };
  return html`<div role="tablist" aria-label=${words.inspecting} onKeyDown=${onKeyDown}>
    ${names.map(
      (name) =>
        html`<button
          role="tab"
          id=${`tab-${name}`}
          aria-selected=${String(name === tab)}
          aria-controls="panel-body"
          tabindex=${name === tab ? 0 : -1}
          onClick=${() => show(name)}
        >
          ${words.tabs[name]}
        </button>`,
    )}
  </div>`;
}

/** The inspection of an answer; null while it is fetched, `none` for one that is not to be seen. */
export function useInspection(app, answerId) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let isCurrent = true;
    setFound(null);
    if (answerId === null) return undefined;
    get('/api/inspect', { ...app.doing(), id: answerId })
      .then((inspection) => isCurrent && setFound(inspection ?? 'none'))
      .catch(() => isCurrent && setFound('none'));
    return () => {
      isCurrent = false;
    };
  }, [answerId, app.language, app.memberId]);
  return found;
}

function Behind({ app, panel, setPanel }) {
  const { words } = app;
  const { answerId, n, at } = panel;
  const found = useInspection(app, answerId);
  const body = useRef(null);
  useEffect(() => {
    if (n === null || typeof found !== 'object') return;
    const mark = body.current?.querySelector(`[data-n="${n}"]`);
    mark?.scrollIntoView({ block: 'center' });
    mark?.focus({ preventScroll: true });
  }, [found, n, at]);
  if (answerId === null) return html`<p class="hint">${words.pickAnswer}</p>`;
  if (found === null) return html`<p class="hint" role="status">…</p>`;
  if (found === 'none') return html`<p class="hint">${words.notYours}</p>`;
  const openArticle = (articleId, passageId) =>
    setPanel((old) => ({ ...old, tab: 'corpus', articleId, passageId }));
  return html`<div ref=${body} class="behind">
    <${Facts} words=${words} found=${found} />
    ${found.steps.length === 0 ? null : html`<${Waterfall} ...${{ words, steps: found.steps }} />`}
    <${Checks} ...${{ app, found }} />
    ${found.receipt?.prompt ? html`<${Prompt} ...${{ words, prompt: found.receipt.prompt }} />` : null}
    <${Passages} ...${{ words, passages: byRank(found.passages), openArticle }} />
    ${(found.receipt?.notes ?? []).map((note) => html`<p class="hint">${note}</p>`)}
  </div>`;
}

function byRank(passages) {
  return [...passages].sort((one, other) => one.rank - other.rank);
}

function Facts({ words, found }) {
  const rows = [
    [words.question, found.question],
    [words.mode, [words.modes[found.mode], found.reason].filter(Boolean).join('. ')],
    [words.chance, chanceOf(words, found.receipt)],
    [words.model, found.model],
    [words.index, found.index],
  ];
  return html`<dl class="facts">
    ${rows.map(([term, text]) =>
      text
        ? html`<div>
            <dt>${term}</dt>
            <dd>${text}</dd>
          </div>`
        : null,
    )}
  </dl>`;
}

function chanceOf(words, receipt) {
  if (receipt === null || receipt.chance === null) return null;
  const { statements, chance } = receipt;
  return fill(words.chanceIs, { statements, percent: Math.round(100 * chance) });
}

/** The prompt's parts as bars of their estimated tokens. */
function Prompt({ words, prompt: { tokens, sentences, cut, sha256 } }) {
  const most = Math.max(1, ...Object.values(tokens));
  return html`<section>
    <h2>${words.prompt}</h2>
    <p class="hint">${fill(words.promptRead, { sentences, cut })}</p>
    <ol class="waterfall parts">
      ${Object.entries(tokens).map(
        ([part, count]) =>
          html`<li>
            <span>${words.promptParts[part]}</span>
            <span class="track" aria-hidden="true">
              <span
                class="bar words"
                style=${{ left: 0, width: `${(100 * count) / most}%` }}
              ></span>
            </span>
            <span class="figure">${fill(words.tokens, { count })}</span>
          </li>`,
      )}
    </ol>
    <p class="hint hash">SHA-256 ${sha256}</p>
  </section>`;
}

/** Steps as bars, one below the other, on one scale of time. */
function Waterfall({ words, steps }) {
  const whole = Math.max(1, ...steps.map(({ endMs }) => endMs));
  return html`<section>
    <h2>${words.timings}</h2>
    <ol class="waterfall">
      ${steps.map(
        ({ step, startMs, endMs, atMs }) =>
          html`<li>
            <span>${words.steps[step]}</span>
            <span class="track" aria-hidden="true">
              <span
                class=${`bar ${step}`}
                style=${{
                  left: `${(100 * startMs) / whole}%`,
                  width: `${Math.max(0.8, (100 * (endMs - startMs)) / whole)}%`,
                }}
              ></span>
              ${(atMs ?? []).map(
                (ms) => html`<span class="tick" style=${{ left: `${(99 * ms) / whole}%` }}></span>`,
              )}
            </span>
            <span class="figure">
              ${atMs === undefined ? seconds(words, endMs - startMs) : `${atMs.length} ×`}
            </span>
          </li>`,
      )}
    </ol>
  </section>`;
}

function seconds(words, ms) {
  return fill(words.seconds, { seconds: (ms / MS_PER_SECOND).toFixed(ms < 10_000 ? 2 : 1) });
}

/** Which sentence each statement rests on, and what was left out. */
function Checks({ app: { words }, found }) {
  const { statements, unverified, mode, receipt } = found;
  if (mode !== 'generated') return null;
  const kind = unverified === 0 ? 'none' : unverified === 1 ? 'one' : 'many';
  return html`<section>
    <h2>${words.checks}</h2>
    <ul class="checks">
      ${statements.map(
        ({ n, quote, title }) =>
          html`<li>
            <span class="good" aria-hidden="true">✓</span>${' '}
            <strong>[${n}]</strong> ${words.checkStands} <q>${quote}</q> <br /><span class="hint"
              >${title}</span
            >
          </li>`,
      )}
      <li class=${unverified === 0 ? 'hint' : ''}>
        ${fill(words.unverified[kind], { count: unverified })}
      </li>
      ${(receipt?.leftOut ?? []).map(
        ({ text, why }) => html`<li><q>${text}</q> <span class="hint">${why}</span></li>`,
      )}
    </ul>
  </section>`;
}

function Passages({ words, passages, openArticle }) {
  if (passages.length === 0) return null;
  return html`<section>
    <h2>${words.found}</h2>
    <p class="hint">${words.foundHint}</p>
    <ol class="found">
      ${passages.map(
        (passage) =>
          html`<li key=${passage.id} class=${isUsed(passage) ? 'used' : ''}>
            <h3><span class="rank">${passage.rank}</span> ${passage.title}</h3>
            <${Scores} words=${words} scores=${passage.scores} />
            <${Marked} parts=${passage.parts} />
            <p class="row">
              <button
                class="plain small"
                onClick=${() => openArticle(passage.articleId, passage.id)}
              >
                ${words.showPassage}
              </button>
              ${
                passage.href === null
                  ? null
                  : html`<${Link} href=${passage.href}>${new URL(passage.href).host}<//>`
              }
            </p>
          </li>`,
      )}
    </ol>
  </section>`;
}

/** Whether an answer rests on a sentence of it. */
export function isUsed({ parts }) {
  return parts.some(({ n }) => n !== null);
}

function Scores({ words, scores: { dense, keyword, fused } }) {
  const bars = [
    ['meaning', words.meaning, dense],
    ['words', words.words, keyword],
    ['fused', words.together, fused],
  ];
  return html`<dl class="scores">
    ${bars.map(
      ([kind, name, score]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>
            <span class="track" aria-hidden="true"
              ><span class=${`bar ${kind}`} style=${{ width: `${100 * (score ?? 0)}%` }}></span
            ></span>
            <span class="figure">${score === null ? words.noScores : score.toFixed(2)}</span>
          </dd>
        </div>`,
    )}
  </dl>`;
}

/** A passage with the sentences that were used. Long ones are cut around them until asked for. */
function Marked({ parts }) {
  return html`<p class="passage" tabindex="0">
    ${parts.map(({ text, n }) =>
      n === null ? text : html`<mark tabindex="-1" data-n=${n}>${text}<sup>[${n}]</sup></mark>`,
    )}
  </p>`;
}

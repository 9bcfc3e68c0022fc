import { html, useEffect, useMemo, useRef, useState } from './preact.mjs';
import { fill, get } from './api.mjs';
import { Link } from './nodes.mjs';
import { isUsed, useInspection } from './inspector.mjs';
import { PassageMap } from './map.mjs';

/** All articles with a map of their passages, or one article. */
export function Corpus({ app, panel, setPanel }) {
  const { articleId = null, passageId = null } = panel;
  const open = (id, passage = null) =>
    setPanel((old) => ({ ...old, articleId: id, passageId: passage }));
  if (articleId !== null) return html`<${Article} ...${{ app, articleId, passageId, open }} />`;
  return html`<${Articles} ...${{ app, panel, open }} />`;
}

function Articles({ app, panel, open }) {
  const { words } = app;
  const [corpus, setCorpus] = useState(null);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    get('/api/corpus', app.doing()).then(
      (found) => setCorpus(found ?? 'none'),
      () => setCorpus('none'),
    );
  }, [app.memberId]);
  if (corpus === null) return html`<p class="hint" role="status">…</p>`;
  if (corpus === 'none') return html`<p class="hint">${words.nothingHere}</p>`;
  const wanted = typed.toLowerCase().split(/\s+/);
  const shown = corpus.articles.filter(({ title }) =>
    wanted.every((word) => title.toLowerCase().includes(word)),
  );
  const counts = { articles: corpus.articles.length, passages: corpus.passages };
  return html`<${LitMap} ...${{ app, panel, open }} />
    <section>
      <h2>${words.tabs.corpus}</h2>
      <p class="hint">${fill(words.articles, counts)}</p>
      <input
        type="search"
        aria-label=${words.filter}
        placeholder=${words.filter}
        value=${typed}
        onInput=${({ currentTarget }) => setTyped(currentTarget.value)}
      />
      ${shown.length === 0 ? html`<p class="hint">${words.noArticles}</p>` : null}
      <ul class="articles">
        ${shown.map(
          ({ id, title, language }) =>
            html`<li key=${id}>
              <button class="plain" onClick=${() => open(id)}>
                <span lang=${language}>${title}</span> <span class="hint">${language}</span>
              </button>
            </li>`,
        )}
      </ul>
    </section>`;
}

/** The map, with the selected answer's question and passages on it. */
function LitMap({ app, panel, open }) {
  const { words } = app;
  const [map, setMap] = useState(null);
  const found = useInspection(app, panel.answerId);
  useEffect(() => {
    get('/api/map', app.doing()).then(
      (drawn) => setMap(drawn ?? 'none'),
      () => setMap('failed'),
    );
  }, [app.memberId]);
  const lit = useMemo(
    () => (found?.passages === undefined ? null : litOf(found.passages)),
    [found],
  );
  const hint = { none: words.mapNone, failed: words.mapFailed }[map] ?? words.mapWorking;
  return html`<section>
    <h2>${words.map}</h2>
    ${
      typeof map !== 'object' || map === null
        ? html`<p class="hint" role="status">${hint}</p>`
        : html`<p class="hint">${words.mapHint} ${lit === null ? '' : words.mapWith}</p>
            <${PassageMap} ...${{ app, map, lit, open }} />`
    }
  </section>`;
}

/** How near the question lies to each passage that was found, and which of them were used. */
function litOf(passages) {
  const near = passages
    .map(({ id, similarity, scores }) => ({ id, weight: similarity ?? scores.fused }))
    .filter(({ weight }) => weight > 0);
  const used = new Set(passages.filter(isUsed).map(({ id }) => id));
  return { near, used, found: new Set(passages.map(({ id }) => id)) };
}

function Article({ app, articleId, passageId, open }) {
  const { words } = app;
  const [article, setArticle] = useState(null);
  const list = useRef(null);
  useEffect(() => {
    get('/api/article', { ...app.doing(), id: articleId }).then(
      (found) => setArticle(found ?? 'none'),
      () => setArticle('none'),
    );
  }, [articleId]);
  useEffect(() => {
    const chosen = list.current?.querySelector('.chosen');
    chosen?.scrollIntoView({ block: 'center' });
    chosen?.focus({ preventScroll: true });
  }, [article, passageId]);
  if (article === null) return html`<p class="hint" role="status">…</p>`;
  if (article === 'none') {
    return html`<p class="row">
        <button class="plain" onClick=${() => open(null)}>← ${words.backToArticles}</button>
      </p>
      <p class="hint">${words.nothingHere}</p>`;
  }
  return html`<section ref=${list}>
    <p class="row">
      <button class="plain" onClick=${() => open(null)}>← ${words.backToArticles}</button>
    </p>
    <h2>${article.title}</h2>
    ${article.href === null ? null : html`<p><${Link} href=${article.href}>${article.href}<//></p>`}
    <ol class="found">
      ${article.passages.map(
        ({ id, section, text }) =>
          html`<li key=${id} class=${id === passageId ? 'used chosen' : ''} tabindex="-1">
            ${section === '' ? null : html`<h3>${section}</h3>`}
            <p class="passage whole">${text}</p>
          </li>`,
      )}
    </ol>
  </section>`;
}

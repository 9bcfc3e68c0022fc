import type { KeepArticlesWords } from '../application/views/keep-articles.ts';
import type { Language } from '../domain/language.ts';
import { createCounted } from './counted.ts';
import { reindexWordsFor } from './reindex-words.ts';

const countedInGerman = createCounted('de');
const countedInEnglish = createCounted('en');

/** Every sentence around articles that are looked at, added and removed. */
export interface KnowledgeWords extends KeepArticlesWords {
  readonly searching: string;
  readonly cancelled: string;
  /** To somebody who hands in a file and an address, or neither. */
  readonly oneOf: string;
}

const de: KnowledgeWords = {
  list: (page, pages) => (pages === 1 ? 'Artikel' : `Artikel, Seite ${page} von ${pages}`),
  counts: (shared, own) => `${shared} gemeinsame, ${own} von diesem Server`,
  noArticles: 'Es gibt noch keine Artikel.',
  space: { shared: 'gemeinsam', server: 'dieser Server' },
  languageName: (tag) => languageName(tag, 'de'),
  addedOn: (ms) => `hinzugefügt am ${date(ms, 'de')}`,
  addedBy: (ms, userId) =>
    userId === null
      ? `Hinzugefügt am ${date(ms, 'de')} vom Betreiber`
      : `Hinzugefügt am ${date(ms, 'de')} von <@${userId}>`,
  addedThen: (ms) => `Hinzugefügt am ${date(ms, 'de')}`,
  language: 'Sprache',
  source: 'Herkunft',
  author: 'Autor',
  published: 'Erschienen',
  format: {
    markdown: 'Markdown',
    text: 'Text',
    html: 'Webseite',
    pdf: 'PDF',
    docx: 'Word-Datei',
    epub: 'E-Book',
    srt: 'Untertitel',
  },
  date: (isoDate) => date(Date.parse(isoDate), 'de'),
  passages: (count) => countedInGerman(count, ['Passage', 'Passagen']),
  chars: (count) => `${count.toLocaleString('de-DE')} Zeichen`,
  sections: 'Abschnitte',
  lead: 'Anfang',
  more: (count) => `und ${count} weitere`,
  scores: ({ fused, dense, keyword }) =>
    `gesamt ${german(fused)} · Bedeutung ${german(dense)} · Stichwörter ${german(keyword)}`,
  found: (query) => `Passagen zu „${query}“`,
  foundNothing: 'Dazu finde ich keine Passage.',
  notFound: 'Einen Artikel mit diesem Titel kenne ich hier nicht.',
  searching: 'Ich suche …',
  oneOf: 'Gib mir genau eines: eine Datei oder eine Adresse.',
  extracting: 'Ich lese, was darin steht …',
  proposal: 'Das habe ich darin gefunden',
  replaces: (title, addedAtMs) => `Ersetzt „${title}“, hinzugefügt am ${date(addedAtMs, 'de')}.`,
  proposalGone: 'Diese Vorschau gilt nicht mehr. Füg den Artikel noch einmal hinzu.',
  added: (title, passages) =>
    `Hinzugefügt: „${title}“, ${countedInGerman(passages, ['Passage', 'Passagen'])}. Ich antworte ab jetzt auch daraus.`,
  replaced: (title, passages) =>
    `Ersetzt: „${title}“, jetzt ${countedInGerman(passages, ['Passage', 'Passagen'])}. Ich antworte ab jetzt aus der neuen Fassung.`,
  removal: (title) => `„${title}“ entfernen?`,
  removed: (title) => `Entfernt: „${title}“. Ich antworte nicht mehr daraus.`,
  keptAside: (title) =>
    `Die Änderung an „${title}“ ist gespeichert, aber der neue Index schneidet bei den Prüffragen schlechter ab und wartet: Bis du ihn mit /reindexieren freigibst, antworte ich aus dem bisherigen.`,
  notYours: 'Dieser Artikel gehört dem Betreiber und bleibt.',
  cancelled: 'Abgebrochen, nichts wurde geändert.',
  sources: 'Woher die Artikel kommen',
  site: (host, articles) => `${host}: ${countedInGerman(articles, ['Artikel', 'Artikel'])}`,
  withoutAddress: (articles) =>
    `ohne Adresse: ${countedInGerman(articles, ['Artikel', 'Artikel'])}`,
  indexing: 'Der Index wird ergänzt',
  phase: reindexWordsFor('de').phase,
  howToConfirm: 'Übernehmen: dieselbe Zeile noch einmal, mit bestätigen:ja',
  buttons: {
    previous: 'Zurück',
    next: 'Weiter',
    add: 'Hinzufügen',
    remove: 'Entfernen',
    cancel: 'Abbrechen',
  },
};

const en: KnowledgeWords = {
  list: (page, pages) => (pages === 1 ? 'Articles' : `Articles, page ${page} of ${pages}`),
  counts: (shared, own) => `${shared} shared, ${own} of this server`,
  noArticles: 'There are no articles yet.',
  space: { shared: 'shared', server: 'this server' },
  languageName: (tag) => languageName(tag, 'en'),
  addedOn: (ms) => `added on ${date(ms, 'en-GB')}`,
  addedBy: (ms, userId) =>
    userId === null
      ? `Added on ${date(ms, 'en-GB')} by the operator`
      : `Added on ${date(ms, 'en-GB')} by <@${userId}>`,
  addedThen: (ms) => `Added on ${date(ms, 'en-GB')}`,
  language: 'Language',
  source: 'Source',
  author: 'Author',
  published: 'Published',
  format: {
    markdown: 'Markdown',
    text: 'text',
    html: 'web page',
    pdf: 'PDF',
    docx: 'Word file',
    epub: 'e-book',
    srt: 'subtitles',
  },
  date: (isoDate) => date(Date.parse(isoDate), 'en-GB'),
  passages: (count) => countedInEnglish(count, ['passage', 'passages']),
  chars: (count) => `${count.toLocaleString('en-GB')} characters`,
  sections: 'Sections',
  lead: 'Beginning',
  more: (count) => `and ${count} more`,
  scores: ({ fused, dense, keyword }) =>
    `overall ${decimal(fused)} · meaning ${decimal(dense)} · keywords ${decimal(keyword)}`,
  found: (query) => `Passages for “${query}”`,
  foundNothing: 'I find no passage for this.',
  notFound: 'I know no article of that title here.',
  searching: 'Searching …',
  oneOf: 'Give me exactly one thing: a file or an address.',
  extracting: 'Reading what it says …',
  proposal: 'This is what I found in it',
  replaces: (title, addedAtMs) => `Replaces “${title}”, added on ${date(addedAtMs, 'en-GB')}.`,
  proposalGone: 'This preview is over. Add the article once more.',
  added: (title, passages) =>
    `Added: “${title}”, ${countedInEnglish(passages, ['passage', 'passages'])}. I answer from it from now on.`,
  replaced: (title, passages) =>
    `Replaced: “${title}”, now ${countedInEnglish(passages, ['passage', 'passages'])}. I answer from the new version from now on.`,
  removal: (title) => `Remove “${title}”?`,
  removed: (title) => `Removed: “${title}”. I no longer answer from it.`,
  keptAside: (title) =>
    `The change to “${title}” is stored, but the new index does worse on the test questions and waits: I answer from the one before until you serve it with /reindex.`,
  notYours: 'This article belongs to the operator and stays.',
  cancelled: 'Cancelled, nothing was changed.',
  sources: 'Where the articles come from',
  site: (host, articles) => `${host}: ${countedInEnglish(articles, ['article', 'articles'])}`,
  withoutAddress: (articles) =>
    `without an address: ${countedInEnglish(articles, ['article', 'articles'])}`,
  indexing: 'The index is being completed',
  phase: reindexWordsFor('en').phase,
  howToConfirm: 'To go ahead: the same line again, with confirm:yes',
  buttons: {
    previous: 'Back',
    next: 'Next',
    add: 'Add',
    remove: 'Remove',
    cancel: 'Cancel',
  },
};

function decimal(score: number | null): string {
  return score === null ? '–' : score.toFixed(2);
}

function german(score: number | null): string {
  return decimal(score).replace('.', ',');
}

/** A day, the same wherever the bot runs; empty for what is none. */
function date(ms: number, locale: string): string {
  if (Number.isNaN(ms)) return '';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(ms);
}

/** The tag itself for a language nobody has heard of. */
function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

const DICTIONARIES: Readonly<Record<Language, KnowledgeWords>> = { de, en };

/** The dictionary of articles of a language. */
export function knowledgeWordsFor(language: Language): KnowledgeWords {
  return DICTIONARIES[language];
}

import type { ReindexViewWords } from '../application/views/show-reindex.ts';
import type { Language } from '../domain/language.ts';
import { createCounted } from './counted.ts';
import { duration } from './duration.ts';

const countedInGerman = createCounted('de');
const countedInEnglish = createCounted('en');

/** Below this, an estimate is not worth a number. */
const SHORT_MS = 1_000;

/** Every sentence around a reindex. */
export interface ReindexWords extends ReindexViewWords {
  /** To whoever pressed Stop. */
  readonly stopping: string;
  readonly notRunning: string;
  readonly cancelled: string;
  readonly previewGone: string;
  rolledBack(id: string, articles: number, passages: number): string;
  readonly nothingBefore: string;
  served(id: string, articles: number, passages: number): string;
  readonly discarded: string;
  readonly nothingAside: string;
  /** Why the generation that serves, or waits, was left as it is. */
  readonly notSwapped: Readonly<Record<'other-generation' | 'kept-by-operator', string>>;
  /** On a surface without buttons. */
  readonly howToApply: string;
  /** On the command line. */
  readonly ask: string;
  readonly howToServe: string;
}

const de: ReindexWords = {
  reading: 'Ich vergleiche die Artikel mit dem Index …',
  title: 'Das würde sich ändern',
  nothing: 'Nichts zu tun: Der Index ist auf dem Stand der Artikel.',
  nothingOwn:
    'Die gemeinsamen Artikel pflegt der Betreiber dieses Bots, und eigene hat dieser Server noch nicht. Eigene aufnehmen: /wissen hinzufügen',
  space: { shared: 'Gemeinsame Artikel', server: 'Artikel dieses Servers' },
  size: (articles, passages) =>
    `${countedInGerman(articles, ['Artikel', 'Artikel'])}, ${countedInGerman(passages, ['Passage', 'Passagen'])}`,
  added: 'neu',
  changed: 'geändert',
  removed: 'entfernt',
  unreadable: 'nicht lesbar',
  leftAside: 'beiseitegelassen',
  articles: (added, changed, removed) =>
    `Artikel: ${added} neu, ${changed} geändert, ${removed} entfernt`,
  more: (count) => `und ${count} weitere`,
  plan: ({ embedded, reused, dropped }) =>
    embedded + reused === 0 && dropped > 0
      ? `Passagen: ${dropped} alte fallen weg, alle werden neu gelesen, nur nach Wörtern`
      : `Passagen: ${embedded} einzubetten, ${reused} übernommen, ${dropped} fallen weg`,
  golden: (touched, total) =>
    touched === 0
      ? `Prüffragen: keine von ${total} betroffen`
      : `Prüffragen: ${touched} von ${total} betroffen`,
  quote: (text) => `„${text}“`,
  estimate: (ms) => {
    if (ms === null) return 'Dauer: noch nicht gemessen';
    return ms < SHORT_MS ? 'Dauer: unter einer Sekunde' : `Dauer: etwa ${duration(ms)}`;
  },
  whole: {
    first: 'Alles wird gebaut, denn es gibt noch keinen Index.',
    embedder: 'Alles wird neu gebaut, denn das Einbettungsmodell ist ein anderes.',
    version: 'Alles wird neu gebaut, denn Cria hat eine neue Version.',
    worn: 'Alles wird neu gebaut, denn seit dem letzten Mal hat sich viel geändert.',
  },
  running: 'Der Index wird erneuert',
  phase: {
    loading: 'Artikel lesen',
    embedding: 'Passagen einbetten',
    indexing: 'Index schreiben',
    verifying: 'Index prüfen',
    checking: 'Prüffragen stellen',
  },
  rate: (perSecond) => `${german(perSecond)} Passagen/s`,
  remaining: (ms) => `noch etwa ${duration(ms)}`,
  goesOn:
    'Fragen beantworte ich solange aus dem alten Index. Falls diese Nachricht vorher endet, zeigt /reindexieren den Stand.',
  stopped:
    'Angehalten. Es bleibt beim bisherigen Index; was schon eingebettet ist, geht nicht verloren.',
  stopping: 'Ich halte an. Der bisherige Index antwortet weiter.',
  notRunning: 'Gerade läuft kein Reindex.',
  done: 'Der Index ist fertig',
  kept: 'Der neue Index ist gebaut und wartet auf dich',
  waits: 'Zurückgehalten, wartet auf deine Entscheidung',
  before: 'Vorher antwortete',
  generation: (id, articles, passages) =>
    `Generation \`${id}\`, ${countedInGerman(articles, ['Artikel', 'Artikel'])}, ${countedInGerman(passages, ['Passage', 'Passagen'])}`,
  built: ({ embedded, reused, dropped }) =>
    embedded + reused === 0
      ? `Passagen: alle neu gelesen, nur nach Wörtern${dropped === 0 ? '' : `; ${dropped} alte weggefallen`}`
      : `Passagen: ${embedded} eingebettet, ${reused} übernommen, ${dropped} weggefallen`,
  took: (ms) => `Dauer: ${duration(ms)}`,
  recall: (before, after) => `Prüffragen, Artikel gefunden: ${percent(before)} → ${percent(after)}`,
  abstention: (before, after) =>
    `Prüffragen, zu Recht abgelehnt: ${percent(before)} → ${percent(after)}`,
  aside: (maxDrop) =>
    `Zurückgehalten: Mit den neuen Artikeln wäre das Ergebnis der Prüffragen um mehr als ${points(maxDrop)} Prozentpunkte schlechter. Der alte Index antwortet weiter.`,
  cancelled: 'Abgebrochen, nichts wurde geändert.',
  previewGone: 'Diese Vorschau gilt nicht mehr. Ruf /reindexieren noch einmal auf.',
  rolledBack: (id, articles, passages) =>
    `Zurückgerollt. Jetzt antwortet Generation \`${id}\` mit ${countedInGerman(articles, ['Artikel', 'Artikeln'])} und ${countedInGerman(passages, ['Passage', 'Passagen'])}. Die jetzigen Artikel werden nicht von selbst wieder indexiert, erst wenn sich daran etwas ändert.`,
  nothingBefore: 'Es gibt keine frühere Generation, zu der ich zurückkönnte.',
  served: (id, articles, passages) =>
    `Freigegeben. Jetzt antwortet Generation \`${id}\` mit ${countedInGerman(articles, ['Artikel', 'Artikeln'])} und ${countedInGerman(passages, ['Passage', 'Passagen'])}.`,
  discarded: 'Verworfen. Es bleibt beim bisherigen Index, bis sich die Artikel wieder ändern.',
  nothingAside: 'Es wird gerade keine Generation zurückgehalten.',
  notSwapped: {
    'other-generation':
      'Dieser Knopf ist überholt: Inzwischen antwortet oder wartet eine andere Generation. Nichts wurde geändert; ruf /reindexieren noch einmal auf.',
    'kept-by-operator':
      'Die gemeinsamen Artikel pflegt der Betreiber dieses Bots. Von diesem Server aus lassen sie sich nicht ändern.',
  },
  howToApply: 'Anwenden mit: /reindexieren aktion:anwenden',
  howToRelease: 'Freigeben mit: /reindexieren aktion:freigeben, verwerfen mit: aktion:verwerfen',
  ask: 'Anwenden? [j/N]',
  howToServe:
    'Der neue Index wartet. Freigeben: npm run reindex -- --serve-aside, verwerfen: npm run reindex -- --discard-aside',
  buttons: {
    apply: 'Anwenden',
    cancel: 'Abbrechen',
    stop: 'Anhalten',
    rollBack: { shared: 'Zurückrollen', server: 'Artikel dieses Servers zurückrollen' },
    serve: 'Trotzdem freigeben',
    discard: 'Verwerfen',
    serveKept: 'Zurückgehaltene freigeben',
    discardKept: 'Zurückgehaltene verwerfen',
  },
};

const en: ReindexWords = {
  reading: 'Comparing the articles with the index …',
  title: 'What would change',
  nothing: 'Nothing to do: the index is up to date with the articles.',
  nothingOwn:
    'The shared articles are kept by the operator of this bot, and this server has none of its own yet. To take some in: /knowledge add',
  space: { shared: 'Shared articles', server: 'Articles of this server' },
  size: (articles, passages) =>
    `${countedInEnglish(articles, ['article', 'articles'])}, ${countedInEnglish(passages, ['passage', 'passages'])}`,
  added: 'added',
  changed: 'changed',
  removed: 'removed',
  unreadable: 'unreadable',
  leftAside: 'left aside',
  articles: (added, changed, removed) =>
    `Articles: ${added} added, ${changed} changed, ${removed} removed`,
  more: (count) => `and ${count} more`,
  plan: ({ embedded, reused, dropped }) =>
    embedded + reused === 0 && dropped > 0
      ? `Passages: ${dropped} old ones go, all are read anew, for words only`
      : `Passages: ${embedded} to embed, ${reused} reused, ${dropped} dropped`,
  golden: (touched, total) =>
    touched === 0
      ? `Test questions: none of ${total} touched`
      : `Test questions: ${touched} of ${total} touched`,
  quote: (text) => `“${text}”`,
  estimate: (ms) => {
    if (ms === null) return 'Time: not measured yet';
    return ms < SHORT_MS ? 'Time: less than a second' : `Time: about ${duration(ms)}`;
  },
  whole: {
    first: 'Everything is built, since there is no index yet.',
    embedder: 'Everything is built anew, since the embedding model is another one.',
    version: 'Everything is built anew, since this is another version of Cria.',
    worn: 'Everything is built anew, since so much has changed since the last time.',
  },
  running: 'The index is being renewed',
  phase: {
    loading: 'reading articles',
    embedding: 'embedding passages',
    indexing: 'writing the index',
    verifying: 'verifying the index',
    checking: 'asking the test questions',
  },
  rate: (perSecond) => `${rounded(perSecond)} passages/s`,
  remaining: (ms) => `about ${duration(ms)} left`,
  goesOn:
    'Meanwhile I answer from the old index. Should this message end first, /reindex shows how far it is.',
  stopped: 'Stopped. The previous index stays; what was embedded already is remembered.',
  stopping: 'Stopping. The previous index keeps answering.',
  notRunning: 'No reindex is running at the moment.',
  done: 'The index is ready',
  kept: 'The new index is built and waits for you',
  waits: 'Kept aside, waits for your decision',
  before: 'Answered before',
  generation: (id, articles, passages) =>
    `generation \`${id}\`, ${countedInEnglish(articles, ['article', 'articles'])}, ${countedInEnglish(passages, ['passage', 'passages'])}`,
  built: ({ embedded, reused, dropped }) =>
    embedded + reused === 0
      ? `Passages: all read anew, for words only${dropped === 0 ? '' : `; ${dropped} old ones dropped`}`
      : `Passages: ${embedded} embedded, ${reused} reused, ${dropped} dropped`,
  took: (ms) => `Took ${duration(ms)}`,
  recall: (before, after) =>
    `Test questions, article found: ${percent(before)} → ${percent(after)}`,
  abstention: (before, after) =>
    `Test questions, rightly refused: ${percent(before)} → ${percent(after)}`,
  aside: (maxDrop) =>
    `Kept aside: with the new articles the results on the test questions fall by more than ${points(maxDrop)} percentage points. The old index keeps answering.`,
  cancelled: 'Cancelled, nothing was changed.',
  previewGone: 'This preview is over. Run /reindex again.',
  rolledBack: (id, articles, passages) =>
    `Rolled back. Generation \`${id}\` answers now, with ${countedInEnglish(articles, ['article', 'articles'])} and ${countedInEnglish(passages, ['passage', 'passages'])}. The articles as they are now are not indexed again by themselves until something changes.`,
  nothingBefore: 'There is no earlier generation to go back to.',
  served: (id, articles, passages) =>
    `Released. Generation \`${id}\` answers now, with ${countedInEnglish(articles, ['article', 'articles'])} and ${countedInEnglish(passages, ['passage', 'passages'])}.`,
  discarded: 'Discarded. The previous index stays until the articles change again.',
  nothingAside: 'No generation is being kept aside.',
  notSwapped: {
    'other-generation':
      'This button is out of date: another generation serves or waits by now. Nothing was changed; run /reindex again.',
    'kept-by-operator':
      'The shared articles are kept by the operator of this bot. They cannot be changed from this server.',
  },
  howToApply: 'Apply it with: /reindex action:apply',
  howToRelease: 'To serve it: /reindex action:serve, to remove it: action:discard',
  ask: 'Apply? [y/N]',
  howToServe:
    'The new index waits. To serve it: npm run reindex -- --serve-aside, to remove it: npm run reindex -- --discard-aside',
  buttons: {
    apply: 'Apply',
    cancel: 'Cancel',
    stop: 'Stop',
    rollBack: { shared: 'Roll back', server: 'Roll back this server’s articles' },
    serve: 'Serve it anyway',
    discard: 'Discard',
    serveKept: 'Serve the one kept aside',
    discardKept: 'Discard the one kept aside',
  },
};

function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 1_000) / 10} %`;
}

function points(share: number): string {
  return `${Math.round(share * 1_000) / 10}`;
}

/** One decimal below ten, whole numbers above. */
function rounded(number: number): string {
  return number < 10 ? number.toFixed(1) : String(Math.round(number));
}

function german(number: number): string {
  return rounded(number).replace('.', ',');
}

const DICTIONARIES: Readonly<Record<Language, ReindexWords>> = { de, en };

/** The reindex's dictionary of a language. */
export function reindexWordsFor(language: Language): ReindexWords {
  return DICTIONARIES[language];
}

import type { DebateViewWords } from '../application/views/debate-view.ts';
import type { Language } from '../domain/language.ts';

/** Every sentence around a debate. */
export interface DebateWords extends DebateViewWords {
  /** Position of a side from the names of its voices. */
  position(name: string, voices: readonly string[]): string;
  readonly poll: DebateViewWords['poll'] & {
    /** To somebody whose vote cannot be counted any more. */
    readonly gone: string;
  };
}

const de: DebateWords = {
  reason: {
    'no-evidence':
      'Zu keiner der beiden Seiten steht etwas in meinen Artikeln, und erfinden möchte ich nichts.',
    'model-declined': 'Die gefundenen Passagen tragen keine Debatte.',
    'question-empty': 'Es fehlt ein Thema.',
    'question-too-short': 'Das Thema ist zu kurz für eine Suche.',
    'question-too-long': 'Das Thema ist zu lang.',
    'question-without-words': 'Im Thema finde ich keine Wörter. Nenne ein Thema oder lass es weg.',
    'corpus-empty': 'Es gibt noch keine Artikel, aus denen ich eine Debatte zusammenfassen könnte.',
    'model-unreachable':
      'Das Sprachmodell ist gerade nicht erreichbar. Hier sind Aussagen beider Seiten, nach Regeln sortiert.',
    'chat-model-missing':
      'Das Sprachmodell ist noch nicht installiert. Hier sind Aussagen beider Seiten, nach Regeln sortiert.',
    'embedder-missing':
      'Das Suchmodell ist noch nicht installiert, deshalb habe ich nur nach Stichwörtern gesucht.',
    'model-resting':
      'Das Sprachmodell hat mehrmals versagt und macht eine kurze Pause. Hier sind Aussagen beider Seiten, nach Regeln sortiert.',
    'model-slow':
      'Das Sprachmodell hat länger gebraucht, als ich warten darf. Hier sind Aussagen beider Seiten, nach Regeln sortiert.',
    'model-failed':
      'Das Sprachmodell hat beim Zusammenfassen versagt. Hier sind Aussagen beider Seiten, nach Regeln sortiert.',
    'nothing-verified':
      'Was das Sprachmodell schrieb, stand so nicht in den Passagen. Hier sind Sätze aus den Artikeln, wörtlich.',
    'model-only-thought':
      'Das Sprachmodell hat nur nachgedacht. Hier ist, was in den Passagen steht.',
    'article-unknown': 'Einen Artikel mit diesem Namen habe ich nicht.',
    'answer-unsure': 'Es steht so in den Artikeln.',
    'answer-untranslated': 'Es steht so in den Artikeln, in deren Sprache.',
    'answer-cut': 'Für mehr war kein Platz.',
    stopped: 'Auf Wunsch angehalten.',
    'same-sides': 'Beide Seiten sind dieselbe. Eine Debatte braucht zwei verschiedene.',
    'side-missing':
      'Zu dieser Seite finde ich keine Gegenseite in den Artikeln. Nenne bitte beide.',
    'side-without-words':
      'Eine Seite enthält keine Wörter. Nenne zum Beispiel ein Modell oder eine Firma.',
    'side-too-long': 'Der Name einer Seite ist zu lang: höchstens 80 Zeichen.',
    'topic-too-long': 'Das Thema ist zu lang: höchstens 300 Zeichen.',
    'no-sides':
      'Zu diesem Thema stehen in meinen Artikeln keine zwei Seiten gegeneinander. Nenne bitte beide Seiten.',
  },
  title: (topic) => `Die Debatte: ${topic}`,
  pairTitle: (sideA, sideB) => `${sideA} oder ${sideB}`,
  position: (name, voices) =>
    voices.length === 0 ? '' : `Für ${name} äußern sich in den Artikeln: ${voices.join(', ')}.`,
  stages: {
    searching: 'Ich suche Belege für beide Seiten …',
    found: 'Beide Seiten, nach Regeln sortiert; das Sprachmodell wägt die Aussagen noch ab …',
    weighing: (done, total) => `${done} von ${total} Aussagen abgewogen …`,
  },
  commonTitle: 'Worin beide einig sind',
  openTitle: 'Was offen ist',
  balanceTitle: 'Gewicht der Belege',
  noShared: 'Dazu sagen die gefundenen Passagen nichts.',
  nothingFor: (name) => `Für ${name} haben die Artikel nichts. Eine Gegenseite erfinde ich nicht.`,
  balance: (name, { points, voices, articles }) =>
    `${name}: ${counted(points, 'Punkt', 'Punkte')}, ${counted(voices, 'Stimme', 'Stimmen')}, ${counted(articles, 'Artikel', 'Artikel')}`,
  noVerdict: 'Wer recht hat, entscheidest du.',
  unweighed: 'Nach Regeln sortiert; abgewogen hat die Aussagen kein Sprachmodell.',
  verbatimNote: 'In Anführungszeichen: wörtlich aus dem Artikel.',
  quote: (text, language) =>
    `„${text}“${language === 'de' ? '' : ` (${language === 'en' ? 'englisch' : language})`}`,
  poll: {
    title: 'Abstimmung',
    votes: (count) => counted(count, 'Stimme', 'Stimmen'),
    total: (count) =>
      count === 0
        ? 'Noch hat niemand abgestimmt.'
        : `Zusammen ${counted(count, 'Stimme', 'Stimmen')}. Wer umdenkt, drückt den anderen Knopf.`,
    vote: (name) => `Für ${name}`,
    open: (link) => `Darüber wird hier schon abgestimmt: ${link}`,
    last: (day, results) => `Die letzte Abstimmung hier endete am ${day}. ${results.join(', ')}.`,
    gone: 'Diese Abstimmung ist nicht mehr gespeichert. Bitte starte die Debatte neu.',
  },
};

const en: DebateWords = {
  reason: {
    'no-evidence':
      'My articles say nothing about either side, and I would rather not invent anything.',
    'model-declined': 'The passages I found do not carry a debate.',
    'question-empty': 'There is no topic.',
    'question-too-short': 'The topic is too short to search for.',
    'question-too-long': 'The topic is too long.',
    'question-without-words': 'I cannot find any words in the topic. Name one, or leave it out.',
    'corpus-empty': 'There are no articles to sum a debate up from yet.',
    'model-unreachable':
      'The language model is not reachable at the moment. Here are statements of both sides, sorted by rules.',
    'chat-model-missing':
      'The language model is not installed yet. Here are statements of both sides, sorted by rules.',
    'embedder-missing': 'The search model is not installed yet, so I searched by keyword only.',
    'model-resting':
      'The language model keeps failing and gets a short rest. Here are statements of both sides, sorted by rules.',
    'model-slow':
      'The language model took longer than this bot may wait. Here are statements of both sides, sorted by rules.',
    'model-failed':
      'The language model failed while summing up. Here are statements of both sides, sorted by rules.',
    'nothing-verified':
      'What the language model wrote could not be found in the passages. Here are sentences of the articles, word for word.',
    'model-only-thought': 'The language model only thought. Here is what the passages say.',
    'article-unknown': 'I have no article of that name.',
    'answer-unsure': 'It stands so in the articles.',
    'answer-untranslated': 'It stands so in the articles, in their language.',
    'answer-cut': 'There was no room for more.',
    stopped: 'Stopped on request.',
    'same-sides': 'Both sides are the same. A debate needs two different ones.',
    'side-missing': 'I find no opposite to this side in the articles. Please name both.',
    'side-without-words': 'One side has no words. Name a model or a company, for example.',
    'side-too-long': 'The name of a side is too long: 80 characters at most.',
    'topic-too-long': 'The topic is too long: 300 characters at most.',
    'no-sides':
      'My articles set no two sides against each other on this topic. Please name both sides.',
  },
  title: (topic) => `The debate: ${topic}`,
  pairTitle: (sideA, sideB) => `${sideA} or ${sideB}`,
  position: (name, voices) =>
    voices.length === 0 ? '' : `In the articles, these speak for ${name}: ${voices.join(', ')}.`,
  stages: {
    searching: 'Looking for evidence on both sides …',
    found: 'Both sides, sorted by rules; the language model is still weighing the statements …',
    weighing: (done, total) => `Weighed ${done} of ${total} statements …`,
  },
  commonTitle: 'What both sides grant',
  openTitle: 'What is open',
  balanceTitle: 'Weight of the evidence',
  noShared: 'The passages I found say nothing about it.',
  nothingFor: (name) => `The articles have nothing for ${name}. I do not invent the other side.`,
  balance: (name, { points, voices, articles }) =>
    `${name}: ${counted(points, 'point', 'points')}, ${counted(voices, 'voice', 'voices')}, ${counted(articles, 'article', 'articles')}`,
  noVerdict: 'Who is right is for you to decide.',
  unweighed: 'Sorted by rules; no language model has weighed the statements.',
  verbatimNote: 'In quotation marks: word for word from the article.',
  quote: (text, language) =>
    `“${text}”${language === 'en' ? '' : ` (${language === 'de' ? 'in German' : language})`}`,
  poll: {
    title: 'Poll',
    votes: (count) => counted(count, 'vote', 'votes'),
    total: (count) =>
      count === 0
        ? 'Nobody has voted yet.'
        : `${counted(count, 'vote', 'votes')} in all. Changed your mind? Press the other button.`,
    vote: (name) => `For ${name}`,
    open: (link) => `One is open here already: ${link}`,
    last: (day, results) => `The last one here ended on ${day}. ${results.join(', ')}.`,
    gone: 'This poll is no longer stored. Please start the debate again.',
  },
};

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

const DICTIONARIES: Readonly<Record<Language, DebateWords>> = { de, en };

/** The debate's dictionary of a language. */
export function debateWordsFor(language: Language): DebateWords {
  return DICTIONARIES[language];
}

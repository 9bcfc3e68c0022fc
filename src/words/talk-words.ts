import type { CertaintyFacts, TalkFacts, TalkWords } from '../application/views/talk-words.ts';
import type { Language } from '../domain/language.ts';
import { createCounted } from './counted.ts';

const countedDe = createCounted('de');
const countedEn = createCounted('en');

/** Titles that are named in a reply; the rest is counted. */
const MAX_TITLES = 12;
const MAX_QUOTE_CHARS = 300;

/** What the bot says of itself. */
export function talkWordsFor(language: Language): TalkWords {
  return language === 'de' ? de : en;
}

const de: TalkWords = {
  greeting: (facts) =>
    `Hallo! Frag mich etwas${exampleOf(facts, (title) => `, zum Beispiel: „Was steht in ‚${title}‘?“`)} Was ich kann, zeigt \`/hilfe\`.`,
  'how-are-you': (facts) =>
    facts.isModelReady
      ? 'Danke, ich bin bereit: Index und Sprachmodell laufen. Was möchtest du wissen?'
      : 'Geht so: Das Sprachmodell ist gerade nicht bereit, ich antworte mit Passagen. Mehr zeigt `/status`.',
  thanks: () => 'Gern! Frag einfach weiter.',
  farewell: () => 'Bis bald!',
  acknowledgement: () => 'Gut. Frag weiter, wenn du noch etwas wissen möchtest.',
  who: (facts) =>
    `Ich bin Cria, ein Bot. Ich beantworte Fragen aus ${countDe(facts)} und nenne zu jeder Aussage die Quelle. ${modelDe(facts)} Was ich kann, zeigt \`/hilfe\`.`,
  abilities: (facts) =>
    [
      `Ich beantworte Fragen aus ${countDe(facts)}, mit Quellen. Schreib deine Frage einfach, oder:`,
      '- `/frage` beantwortet eine Frage',
      '- `/debatte` stellt zwei Seiten gegenüber',
      '- `/wissen liste` zeigt alle Artikel, `/wissen suchen` sucht in ihnen',
      '- `/hilfe` zeigt alle Befehle mit Beispielen',
      '- `/datenschutz` sagt, was ich speichere; `/vergessen` löscht es',
      'Nach einer Antwort geht auch: „kürzer“, „als Liste“, „auf Englisch“, „Quelle?“, „bist du sicher?“.',
    ].join('\n'),
  articles: (facts) =>
    facts.articles === 0
      ? 'Noch gibt es keine Artikel. Wie weit ich bin, zeigt `/status`.'
      : [
          `Ich antworte aus ${countDe(facts)}:`,
          ...titleLines(facts, (more) => `… und ${more} weitere. Alle zeigt \`/wissen liste\`.`),
        ].join('\n'),
  'article-count': (facts) =>
    `Es sind ${countDe(facts, 'nominative')} mit ${countedDe(facts.passages, ['Passage', 'Passagen'])}. Alle zeigt \`/wissen liste\`.`,
  freshness: ({ builtAt }) =>
    builtAt === null
      ? 'Noch habe ich keinen Index. Wie weit ich bin, zeigt `/status`.'
      : `Mein Index ist vom ${dayOf(builtAt, 'de')}; Neueres kenne ich nicht. Das Datum eines Artikels zeigt \`/wissen zeigen\`.`,
  languages: () =>
    'Ich verstehe und schreibe Deutsch und Englisch. Die Artikel sind in beiden Sprachen; ich durchsuche immer alle.',
  model: (facts) =>
    `${modelDe(facts)} Mein Wissen kommt aber nicht aus ihm, sondern aus ${countDe(facts)}. Mehr zeigt \`/status\`.`,
  privacy: ({ isKept, retentionDays }) =>
    isKept
      ? `Ich speichere Fragen, Antworten und Daumen auf dem Rechner, auf dem ich laufe, höchstens ${countedDe(retentionDays, ['Tag', 'Tage'])}. Alles Genaue zeigt \`/datenschutz\`; \`/vergessen\` löscht sofort, was über dich gespeichert ist.`
      : 'Was du hier schreibst, wird nicht gespeichert: Es ist weg, wenn du das Fenster schließt. Was anderswo gespeichert wird, zeigt `/datenschutz`.',
  'delete-data': ({ isKept }) =>
    isKept
      ? 'Gib `/vergessen` ein: Dann lösche ich sofort, was über dich gespeichert ist. Was das ist, zeigt `/datenschutz`.'
      : 'Was du hier schreibst, wird nicht gespeichert. Anderes löscht `/vergessen`; was das ist, zeigt `/datenschutz`.',
  'add-article': () =>
    'Mit `/wissen hinzufügen` und einer Datei oder Adresse. Auf einem Server dürfen das die Moderatoren; du siehst vorher, was ich gelesen habe.',
  'nothing-before':
    'Hier habe ich noch nichts geantwortet, worauf sich das beziehen könnte. Stell zuerst eine Frage, oder antworte auf die Nachricht, die du meinst.',
  certainty: (facts) => certaintyText(facts, CERTAINTY.de),
  'no-sources': 'Diese Antwort hat keine Quellen.',
  'also-in': (titles) => `Steht ebenso in: ${titles.join(', ')}`,
  again: (question, wish) =>
    `${question} (${wish === 'longer' ? 'ausführlicher' : 'in einfachen Worten'})`,
};

const en: TalkWords = {
  greeting: (facts) =>
    `Hello! Ask me something${exampleOf(facts, (title) => `, for example: “What does ‘${title}’ say?”`)} \`/help\` shows what I can do.`,
  'how-are-you': (facts) =>
    facts.isModelReady
      ? 'Thanks, I am ready: the index and the language model are running. What would you like to know?'
      : 'So-so: the language model is not ready, so I answer with passages. `/status` says more.',
  thanks: () => 'You are welcome! Just ask on.',
  farewell: () => 'See you soon!',
  acknowledgement: () => 'Good. Ask on if there is anything else you would like to know.',
  who: (facts) =>
    `I am Cria, a bot. I answer questions from ${countEn(facts)} and name the source of every statement. ${modelEn(facts)} \`/help\` shows what I can do.`,
  abilities: (facts) =>
    [
      `I answer questions from ${countEn(facts)}, with sources. Just write your question, or:`,
      '- `/ask` answers a question',
      '- `/debate` sets two sides against each other',
      '- `/knowledge list` shows all articles, `/knowledge search` searches them',
      '- `/help` shows all commands with examples',
      '- `/privacy` says what I store; `/forget` deletes it',
      'After an answer you can also write: “shorter”, “as a list”, “in German”, “source?”, “are you sure?”.',
    ].join('\n'),
  articles: (facts) =>
    facts.articles === 0
      ? 'There are no articles yet. `/status` shows how far I am.'
      : [
          `I answer from ${countEn(facts)}:`,
          ...titleLines(facts, (more) => `… and ${more} more. \`/knowledge list\` shows them all.`),
        ].join('\n'),
  'article-count': (facts) =>
    `There are ${countEn(facts)} with ${countedEn(facts.passages, ['passage', 'passages'])}. \`/knowledge list\` shows them all.`,
  freshness: ({ builtAt }) =>
    builtAt === null
      ? 'I have no index yet. `/status` shows how far I am.'
      : `My index is of ${dayOf(builtAt, 'en')}; I know nothing newer. \`/knowledge show\` shows an article's date.`,
  languages: () =>
    'I understand and write German and English. The articles are in both languages; I always search all of them.',
  model: (facts) =>
    `${modelEn(facts)} What I know does not come from it but from ${countEn(facts)}. \`/status\` says more.`,
  privacy: ({ isKept, retentionDays }) =>
    isKept
      ? `I store questions, answers and thumbs on the machine I run on, for at most ${countedEn(retentionDays, ['day', 'days'])}. \`/privacy\` shows it all; \`/forget\` deletes at once what is stored about you.`
      : 'What you write here is not stored: it is gone when you close the window. `/privacy` shows what is stored elsewhere.',
  'delete-data': ({ isKept }) =>
    isKept
      ? 'Type `/forget`: I then delete at once what is stored about you. `/privacy` shows what that is.'
      : 'What you write here is not stored. `/forget` deletes the rest; `/privacy` shows what that is.',
  'add-article': () =>
    'With `/knowledge add` and a file or an address. On a server, moderators may do that; you see first what I have read.',
  'nothing-before':
    'I have not answered anything here that this could be about. Ask a question first, or reply to the message you mean.',
  certainty: (facts) => certaintyText(facts, CERTAINTY.en),
  'no-sources': 'This answer has no sources.',
  'also-in': (titles) => `The same is in: ${titles.join(', ')}`,
  again: (question, wish) =>
    `${question} (${wish === 'longer' ? 'in more detail' : 'in plain words'})`,
};

function countDe({ articles }: TalkFacts, form: 'dative' | 'nominative' = 'dative'): string {
  if (articles === 1) return form === 'dative' ? 'einem Artikel' : 'ein Artikel';
  return `${articles} Artikel${form === 'dative' ? 'n' : ''}`;
}

function countEn({ articles }: TalkFacts): string {
  return `${articles} ${articles === 1 ? 'article' : 'articles'}`;
}

function modelDe({ model, isModelReady }: TalkFacts): string {
  return isModelReady
    ? `Meine Sätze schreibt das Sprachmodell ${model}.`
    : `Das Sprachmodell ${model}, das meine Sätze schreibt, ist gerade nicht bereit; bis dahin zeige ich Passagen.`;
}

function modelEn({ model, isModelReady }: TalkFacts): string {
  return isModelReady
    ? `The language model ${model} writes my sentences.`
    : `The language model ${model}, which writes my sentences, is not ready; until then I show passages.`;
}

function exampleOf({ titles }: TalkFacts, around: (title: string) => string): string {
  const [title] = titles;
  return title === undefined ? '.' : around(title);
}

function titleLines({ titles }: TalkFacts, rest: (more: number) => string): string[] {
  const shown = titles.slice(0, MAX_TITLES).map((title) => `- ${title}`);
  return titles.length > MAX_TITLES ? [...shown, rest(titles.length - MAX_TITLES)] : shown;
}

function dayOf(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(iso));
}

interface CertaintyWords {
  readonly passages: string;
  readonly allChecked: string;
  readonly nothingCited: string;
  someUnverified(count: number): string;
  readonly stands: string;
}

const CERTAINTY: Readonly<Record<Language, CertaintyWords>> = {
  de: {
    passages: 'Das waren keine eigenen Sätze, sondern Zitate aus den Artikeln, Wort für Wort.',
    allChecked:
      'Jede Aussage der Antwort wurde mit einem Satz der Passage verglichen, die dahinter genannt ist. Ob die Artikel recht haben, weiß ich nicht.',
    nothingCited: 'Nein: Die Antwort nennt keine Passage. Verlass dich nicht auf sie.',
    someUnverified: (count) =>
      count === 1
        ? 'Was dasteht, ja; einen Satz habe ich weggelassen, weil er so in keiner Passage steht.'
        : `Was dasteht, ja; ${count} Sätze habe ich weggelassen, weil sie so in keiner Passage stehen.`,
    stands: 'So steht es in den Artikeln:',
  },
  en: {
    passages: 'Those were no sentences of mine but quotes from the articles, word for word.',
    allChecked:
      'Every statement of the answer was held to a sentence of the passage that is named behind it. Whether the articles are right I do not know.',
    nothingCited: 'No: the answer names no passage. Do not rely on it.',
    someUnverified: (count) =>
      count === 1
        ? 'What stands there, yes; one sentence I left out because no passage says it like that.'
        : `What stands there, yes; ${count} sentences I left out because no passage says them like that.`,
    stands: 'This is what the articles say:',
  },
};

function certaintyText(facts: CertaintyFacts, words: CertaintyWords): string {
  const { isGenerated, quotes, unverified } = facts;
  const verdict =
    unverified > 0
      ? words.someUnverified(unverified)
      : isGenerated
        ? words.allChecked
        : words.passages;
  if (quotes.length === 0) return words.nothingCited;
  const lines = quotes.map(
    ({ n, title, quote }) => `> [${n}] ${title}: ${shortened(quote.replace(/\s+/gu, ' '))}`,
  );
  return [verdict, words.stands, ...lines].join('\n');
}

function shortened(quote: string): string {
  return quote.length > MAX_QUOTE_CHARS ? `${quote.slice(0, MAX_QUOTE_CHARS).trimEnd()} …` : quote;
}

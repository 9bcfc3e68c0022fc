import { createCounted } from './counted.ts';
import type { ServerWords } from './server-words.ts';

const counted = createCounted('de');
const ids = (list: readonly string[], sign: '#' | '@&'): string =>
  list.map((id) => `<${sign}${id}>`).join(', ');
const limit = (questions: number | null): string =>
  questions === null ? 'unbegrenzt' : `${questions} am Tag`;

export const serverDe: ServerWords = {
  refusal: {
    'channel-denied': (channels) =>
      `In diesem Kanal beantworte ich keine Fragen. Frag ${channels.length === 0 ? 'in einem anderen' : `hier: ${channels.join(', ')}`}.`,
    'role-missing': (roles) =>
      `Für Fragen brauchst du hier ${roles.length === 1 ? 'die Rolle' : 'eine dieser Rollen:'} ${roles.join(', ')}. Frag die Moderatoren danach.`,
    'cool-down': (seconds) =>
      `Das ging schnell. Die nächste Frage nehme ich in ${seconds} ${seconds === 1 ? 'Sekunde' : 'Sekunden'} an.`,
    'daily-limit-user': (questions, hours) =>
      `${questions === 1 ? 'Deine eine Frage für heute ist' : `Deine ${questions} Fragen für heute sind`} gestellt. In etwa ${hours} h geht es weiter.`,
    'daily-limit-guild': (questions, hours) =>
      `${questions === 1 ? 'Die eine Frage dieses Servers für heute ist' : `Die ${questions} Fragen dieses Servers für heute sind`} aufgebraucht. In etwa ${hours} h geht es weiter.`,
    'queue-full': 'Gerade warten zu viele Fragen. Versuch es in ein paar Minuten noch einmal.',
    'guild-queue-full':
      'Gerade warten zu viele Fragen von diesem Server. Versuch es in ein paar Minuten noch einmal.',
    'user-queue-full': 'Von dir warten noch Fragen. Frag wieder, wenn sie beantwortet sind.',
    'not-moderator': 'Das darf nur, wer diesen Server verwalten kann.',
    'not-knowledge-keeper': (roles) =>
      `Das darf nur, wer diesen Server verwalten kann${roles.length === 0 ? '' : ` oder ${roles.length === 1 ? 'die Rolle' : 'eine dieser Rollen'} hat: ${roles.join(', ')}`}.`,
    'not-in-server': 'Das geht nur auf einem Server.',
    'not-yours': 'Diese Antwort kann nur anhalten, wer gefragt hat oder diesen Server verwaltet.',
    'not-running': 'Diese Antwort ist schon zu Ende.',
    'not-asker': 'Als gelöst markieren kann nur, wer gefragt hat.',
    'answer-gone': 'Diese Antwort ist nicht mehr gespeichert. Bitte stell die Frage noch einmal.',
    'no-question':
      'Was möchtest du wissen? Schreib deine Frage hinter meinen Namen oder nimm /frage.',
    'private-here': 'Antworten sieht hier nur, wer fragt: Nimm /frage.',
  },
  buttons: {
    stop: 'Anhalten',
    sources: 'Quellen',
    regenerate: 'Noch einmal',
    otherLanguage: { de: 'Auf Deutsch', en: 'Auf Englisch' },
    up: '👍',
    down: '👎',
    askOn: 'Weiterfragen',
    more: 'Mehr …',
    openThread: 'In einem Thread besprechen',
    solved: 'Als gelöst markieren',
    why: 'Warum?',
    retry: 'Noch einmal versuchen',
    resetSettings: 'Alles zurücksetzen',
    forget: 'Ja, löschen',
    cancel: 'Abbrechen',
  },
  thread: {
    opened: (channel) => `Hier geht es weiter: ${channel}`,
    refused:
      'Hier kann ich keinen Thread öffnen. Dafür brauche ich in diesem Kanal das Recht „Öffentliche Threads erstellen“.',
  },
  forms: {
    askOnTitle: 'Weiterfragen',
    askOnLabel: 'Deine nächste Frage',
    askAboutTitle: 'Zu dieser Nachricht fragen',
    askAboutLabel: 'Deine Frage',
    downTitle: 'Was war falsch?',
    downLabel: 'Der Grund (freiwillig)',
  },
  explain: (message) => `Worum geht es hier: ${message}`,
  noSources: 'Zu dieser Antwort gibt es keine Quellen.',
  feedback: {
    up: 'Danke, notiert: hilfreich.',
    down: 'Danke, notiert: nicht hilfreich.',
    solved:
      'Gelöst: Wer gefragt hat, sagt, dass die Antwort oben die richtige war. Als hilfreich notiert.',
    reason: 'Danke, dein Grund ist notiert.',
  },
  settings: {
    title: 'Einstellungen dieses Servers',
    lines: (s) => [
      `Erlaubte Kanäle: ${s.allowedChannels.length === 0 ? 'alle' : ids(s.allowedChannels, '#')}`,
      `Gesperrte Kanäle: ${s.deniedChannels.length === 0 ? 'keine' : ids(s.deniedChannels, '#')}`,
      `Fragen dürfen: ${s.askRoles.length === 0 ? 'alle' : ids(s.askRoles, '@&')}`,
      `Neu indexieren dürfen: ${s.reindexRoles.length === 0 ? 'nur Moderatoren' : ids(s.reindexRoles, '@&')}`,
      `Sprache der Antworten: ${s.language === null ? 'wie die Frage' : s.language === 'de' ? 'Deutsch' : 'Englisch'}`,
      `Antworten sehen: ${s.visibility === 'public' ? 'alle' : 'nur wer gefragt hat'}`,
      `Fragen einer Person: ${limit(s.dailyLimitPerUser)}`,
      `Fragen des Servers: ${limit(s.dailyLimitPerGuild)}`,
    ],
    changed: 'Geändert.',
    askReset:
      'Alle Einstellungen dieses Servers zurücksetzen? Kanäle, Rollen, Sprache, Sichtbarkeit und Grenzen sind dann wie am Anfang.',
    kept: 'Die Einstellungen bleiben, wie sie sind.',
    reset: 'Alles ist wieder wie am Anfang.',
    problem: (field) => `Nichts wurde geändert: Der Wert für ${field} ist nicht möglich.`,
  },
  privacy: {
    title: 'Was ich speichere',
    intro: 'Alles liegt auf dem Rechner, auf dem ich laufe, und nirgends sonst:',
    forget: 'Mit /vergessen lösche ich sofort, was über dich gespeichert ist.',
    kinds: {
      answers: 'Fragen, Antworten und ihre Quellen, mit wer gefragt hat und wo',
      feedback: 'Daumen und die Gründe dazu',
      conversations: 'Die letzten Sätze eines Gesprächs, damit ich Rückfragen verstehe',
      'pending-replies': 'Fragen, die gerade beantwortet werden',
      'poll-votes': 'Stimmen in Umfragen',
      'channel-polls':
        'Umfragen von Discord: in welchem Kanal, wie sie ausgingen; wer wie gestimmt hat, weiß nur Discord',
      'daily-counts': 'Wie viel heute gefragt wurde, unter einem Schlüssel, der täglich wechselt',
      'guild-settings': 'Einstellungen eines Servers',
      'added-articles':
        'Artikel, die Moderatoren hinzugefügt haben, mit wer und wann; /vergessen nimmt den Namen heraus und lässt den Artikel',
      'left-servers': 'Server, von denen ich entfernt wurde, mit allem, was zu ihnen gehört',
    },
    kept: (how) => {
      if (typeof how === 'number') return `${how} ${how === 1 ? 'Tag' : 'Tage'}`;
      if (how === 'day') return 'bis zum Ende des Tages';
      return how === 'until-answered' ? 'bis zur Antwort' : 'bis zur Änderung';
    },
    notForgettable: 'sagt nichts über eine Person',
  },
  askForget:
    'Soll ich alles löschen, was über dich gespeichert ist? Deine Fragen und Antworten, Meinungen und Gespräche sind dann weg, und die Knöpfe unter deinen Antworten gehen nicht mehr. Das lässt sich nicht rückgängig machen.',
  notForgotten: 'Nichts wurde gelöscht.',
  forgotten: ({ answers, feedback, turns }) =>
    `Gelöscht: ${counted(answers, ['Antwort', 'Antworten'])}, ${counted(feedback, ['Meinung', 'Meinungen'])}, ${counted(turns, ['Gesprächsschritt', 'Gesprächsschritte'])}. Nachrichten in Discord löschst du selbst.`,
  suggestion: {
    aboutArticle: (title) => `Was steht in „${title}“?`,
    aboutSection: (title, section) => `${title}: Was ist mit „${section}“?`,
  },
};

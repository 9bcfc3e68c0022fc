import { createCounted } from './counted.ts';
import { shownDay } from '../domain/passage.ts';
import { serverDe } from './server-de.ts';
import type { Words } from './dictionary.ts';
import { troubleWords } from './trouble-words.ts';

const counted = createCounted('de');

const PASSAGES_FOLLOW = 'Hier sind die Passagen, die am besten passen.';

export const de: Words = {
  ...serverDe,
  reason: {
    'no-evidence': 'Dazu steht in meinen Artikeln nichts, und raten möchte ich nicht.',
    'model-declined':
      'Das Sprachmodell hat in den Passagen keine direkte Antwort auf diese Frage gefunden.',
    'question-empty': 'Die Frage ist leer. Schreib, was du wissen möchtest.',
    'question-too-short': 'Das ist zu kurz für eine Suche. Schreib die Frage in ein paar Worten.',
    'question-too-long':
      'Die Frage ist zu lang: Ich lese bis zu 4.000 Zeichen. Kürze sie auf das, was du wissen möchtest.',
    'question-without-words':
      'In der Frage finde ich keine Wörter. Schreib, was du wissen möchtest.',
    'corpus-empty': 'Es gibt noch keine Artikel, aus denen ich antworten könnte.',
    'model-unreachable': `Das Sprachmodell ist gerade nicht erreichbar. ${PASSAGES_FOLLOW}`,
    'chat-model-missing': `Das Sprachmodell ist noch nicht installiert. ${PASSAGES_FOLLOW}`,
    'embedder-missing': `Das Suchmodell ist noch nicht installiert, deshalb habe ich nur nach Stichwörtern gesucht. ${PASSAGES_FOLLOW}`,
    'model-resting': `Das Sprachmodell hat mehrmals versagt und bekommt eine kurze Pause. ${PASSAGES_FOLLOW}`,
    'model-failed': `Das Sprachmodell hat beim Antworten versagt. ${PASSAGES_FOLLOW}`,
    'model-slow': `Das Sprachmodell hat länger gebraucht, als ich warten darf. ${PASSAGES_FOLLOW}`,
    'nothing-verified': `Was das Sprachmodell dazu schrieb, ließ sich nicht belegen. ${PASSAGES_FOLLOW}`,
    'model-only-thought': `Das Sprachmodell hat nur nachgedacht, bis kein Platz mehr für eine Antwort war. ${PASSAGES_FOLLOW}`,
    'article-unknown': 'Einen Artikel mit diesem Namen habe ich nicht.',
    'answer-unsure':
      'Nicht sicher, ob das die Frage trifft; es steht so in den Artikeln und kommt ihr am nächsten.',
    'answer-untranslated':
      'So steht es in den Artikeln, in deren Sprache: Übersetzen ließ es sich nicht verlässlich.',
    'answer-cut': 'Für mehr war kein Platz; die Antwort ist hier zu Ende.',
    stopped: 'Auf Wunsch angehalten; bis hierher war es geschrieben.',
  },
  notes: {
    thirdLanguage: 'Ich antworte nur auf Deutsch und Englisch; hier ist die Antwort auf Deutsch.',
    summary: ({ title, published, isWritten, isWhole }) => {
      const day = shownDay(published, 'de');
      const article = `„${title}“${day === null ? '' : ` (${day})`}`;
      if (!isWritten) return `Ohne Sprachmodell: der erste Satz jedes Abschnitts von ${article}.`;
      return `Zusammenfassung von ${article}.${isWhole ? '' : ' Er ist lang: gelesen wurden die Anfänge seiner Abschnitte.'}`;
    },
    listed: ({ articles, more }) =>
      `Aus ${articles === 1 ? 'einem Artikel' : `${articles} Artikeln`} zusammengesucht, vielleicht nicht vollständig.${more === 0 ? '' : ` ${more} weitere passen; frag nach einer engeren Liste.`}`,
    differ: (older, newer) =>
      `Ältere und neuere Artikel widersprechen sich: „${newer.title}“ (${shownDay(newer.published, 'de')}) sagt etwas anderes als „${older.title}“ (${shownDay(older.published, 'de')}).`,
    alsoIn: (titles) => `Steht ebenso in: ${titles.join(', ')}`,
    wordsOnly: (titles) =>
      `Gerade kann ich nur nach Wörtern suchen, nicht nach Bedeutung, und keines deiner deutschen Wörter führte weit genug. Was in englischen Artikeln steht, finde ich so kaum: Frag mit englischen Wörtern, oder versuch es wieder, wenn das Suchmodell da ist.${titles.length === 0 ? '' : ` Am nächsten kommen: ${titles.map((t) => `„${t}“`).join(', ')}.`}`,
  },
  nearest: (titles) =>
    titles.length === 0
      ? ''
      : `Am nächsten kommen diese Artikel: ${titles.map((t) => `„${t}“`).join(', ')}.`,
  error: {
    'config-invalid': () =>
      'Die Konfiguration ist ungültig. Einzelheiten stehen im Protokoll des Betreibers.',
    'corpus-unreadable': () =>
      'Der Artikelordner ist nicht lesbar. Einzelheiten stehen im Protokoll des Betreibers.',
    'corpus-invalid': () =>
      'Es gibt keinen lesbaren Artikel. Einzelheiten stehen im Protokoll des Betreibers.',
    'index-missing': () =>
      'Die Artikel sind noch nicht indexiert. Versuch es in einer Minute noch einmal.',
    'index-corrupt': () =>
      'Der Index ist beschädigt. Ein Moderator kann ihn mit einem Reindex neu bauen.',
    'index-mismatch': () =>
      'Der Index passt nicht zu dieser Version. Ein Moderator kann ihn mit einem Reindex neu bauen.',
    'index-busy': () => 'Gerade werden schon Artikel indexiert. Versuch es danach noch einmal.',
    'document-unsupported': () =>
      'Dieses Format kann ich nicht lesen. Es gehen Markdown, Text, HTML, PDF, DOCX, EPUB und SRT.',
    'document-unreadable': () =>
      'Darin fand ich keinen lesbaren Text. Prüf die Datei oder füg den Text als Markdown hinzu.',
    'document-too-large': ({ limit, waiting }) => {
      if (limit === 'queue') {
        return 'Gerade werden viele Dokumente gelesen. Versuch es in einer Minute noch einmal.';
      }
      if (limit === 'server-queue') {
        return `Von diesem Server werden ${String(waiting)} Dokumente gelesen oder warten, mehr dürfen es nicht sein. Versuch es in einer Minute noch einmal.`;
      }
      if (limit === 'ended') {
        return 'Das Lesen wurde vom System abgebrochen, oft weil der Arbeitsspeicher knapp ist. Versuch es noch einmal; bleibt es so, teil das Dokument auf.';
      }
      return 'Das ist zu groß oder zu aufwendig zu lesen. Teil es auf oder nimm nur den wichtigen Teil.';
    },
    'address-refused': () =>
      'Diese Adresse darf ich nicht abrufen. Es gehen öffentliche http- und https-Seiten, die es Programmen erlauben.',
    'address-failed': () =>
      'Die Seite ließ sich nicht laden. Prüf die Adresse oder versuch es später noch einmal.',
    'article-limit': () =>
      'Für diesen Server sind genug Artikel da. Entferne erst einen, der nicht mehr gebraucht wird.',
    'disk-full': () => 'Der Speicherplatz ist voll. Der bisherige Index antwortet weiter.',
    'storage-failed': () =>
      'Etwas ließ sich nicht speichern. Versuch es noch einmal; bleibt es so, sag dem Betreiber Bescheid.',
    'model-unreachable': () =>
      'Das Sprachmodell ist nicht erreichbar. Versuch es in einer Minute noch einmal.',
    'model-missing': (d) =>
      `Das Modell ${d['model'] ?? ''} ist nicht installiert. Der Betreiber kann es holen mit: ollama pull ${d['model'] ?? ''}`,
    'model-failed': () => 'Das Sprachmodell hat versagt. Versuch es noch einmal.',
    'model-timeout': () =>
      'Das Sprachmodell hat zu lange gebraucht. Versuch es noch einmal, vielleicht mit einer kürzeren Frage.',
    'model-overloaded': () =>
      'Das Sprachmodell hat zu viel zu tun. Versuch es in einer Minute noch einmal.',
    'model-resting': (d) =>
      `Das Sprachmodell hat mehrmals versagt und pausiert ${d['retryInSeconds'] ?? 'einige'} Sekunden. Versuch es danach noch einmal.`,
    'discord-token-invalid': () =>
      'Discord lehnt das Token des Bots ab. Der Betreiber muss ein neues setzen.',
    'discord-failed': () => 'Discord hat das nicht angenommen. Versuch es noch einmal.',
    usage: (d) => `So geht es nicht: ${d['problem'] ?? 'siehe Hilfe'}.`,
    cancelled: () => 'Angehalten.',
    internal: () =>
      'Bei mir ist etwas schiefgegangen. Versuch es noch einmal; Einzelheiten stehen im Protokoll des Betreibers.',
  },
  progress: {
    searching: 'Ich durchsuche die Artikel …',
    queued: (position) => `In der Warteschlange: Platz ${position}`,
    found: (passages, articles) =>
      `${passages} ${passages === 1 ? 'Passage' : 'Passagen'} in ${articles} ${articles === 1 ? 'Artikel' : 'Artikeln'} gefunden; ich lese …`,
    part: (part, parts) => `Ich lese Teil ${part} von ${parts} und fasse ihn zusammen …`,
    writing: 'Ich schreibe …',
  },
  stoppedEarly: 'Auf Wunsch angehalten, bevor etwas geschrieben war.',
  understoodAs: (question) => `Verstanden als: „${question}“`,
  sources: 'Quellen',
  status: {
    title: 'Zustand',
    model: (state, chatModel) => {
      switch (state.status) {
        case 'ready':
          return `Modell: ${chatModel}, bereit${afterCall(troubleWords('de', state.trouble))}`;
        case 'unreachable':
          return `Modell: nicht erreichbar; ich antworte mit Passagen.${troubleWords('de', state.trouble)}`;
        case 'chat-model-missing':
          return `Modell: ${state.model} ist nicht installiert (ollama pull ${state.model}); ich antworte mit Passagen`;
        case 'embedder-missing':
          return `Modell: ${state.model} ist nicht installiert (ollama pull ${state.model}); ich suche nach Stichwörtern`;
        case 'resting':
          return `Modell: ${chatModel} versagt gerade; nächster Versuch in ${Math.ceil(state.retryInMs / 1000)} s.${troubleWords('de', state.trouble)}`;
      }
    },
    runtime: (name, isStandIn) =>
      name === 'ollama'
        ? 'Läuft auf: Ollama'
        : `Läuft auf: einem eigenen Prozess${isStandIn ? ', weil kein Ollama antwortet' : ' (MODEL_RUNTIME)'}`,
    server: (place, { state, running, tokensPerSecond }) => {
      const what = {
        ready: 'bereit',
        unreachable: 'nicht erreichbar',
        'chat-model-missing': 'das Sprachmodell fehlt',
        'embedder-missing': 'das Einbettungsmodell fehlt',
        resting: 'versagt gerade',
        differs:
          'hat andere Gewichte als die übrigen und bekommt keine Arbeit (dort dasselbe Modell laden)',
      }[state.status];
      return `Server ${place}: ${what}; ${running} in Arbeit${tokensPerSecond === null ? '' : `, ${tokensPerSecond.toFixed(1)} Token/s`}`;
    },
    index: (articles, passages, id, vectors) =>
      `Index: ${articles} Artikel, ${counted(passages, ['Passage', 'Passagen'])}, ${vectors ? 'Bedeutung und Stichwörter' : 'nur Stichwörter'} (${id})`,
    noIndex: 'Index: noch keiner',
    indexWaits: 'Ein neuer Index wartet auf Freigabe: /reindexieren',
    reading: (tokensPerSecond, promptTokens) =>
      `Lesen: ${tokensPerSecond === null ? 'noch nicht gemessen' : `${tokensPerSecond.toFixed(0)} Token/s gemessen`}; in eine Frage gehen etwa ${promptTokens} Token`,
    queue: (waiting, running, tokensPerSecond) =>
      `Warteschlange: ${waiting} warten, ${running} in Arbeit${tokensPerSecond === null ? '' : `, ${tokensPerSecond.toFixed(1)} Token/s`}`,
    invitation: (address) => `Einladen: <${address}>`,
    uptime: (minutes) => `Läuft seit ${minutes} min`,
    findingsTitle: 'Auffällig',
    finding: {
      disk: 'Wo ich meine Daten habe, ist kaum noch Platz; ein neuer Index passt vielleicht nicht mehr hin.',
      memory:
        'Mein Rechner hat wenig freien Speicher; Antworten können langsam werden oder ausfallen.',
      window: 'Neben der Antwort kann das Sprachmodell nur wenig lesen (`CHAT_CONTEXT_TOKENS`).',
      index:
        'Der Index hat keine Vektoren, die zum Einbettungsmodell passen: Ich suche nur nach Wörtern, bis er neu gebaut ist.',
    },
    channelsLack: (channels, more) =>
      `Mir fehlen Rechte in ${channels.join(', ')}${more === 0 ? '' : ` und ${more} weiteren`}: Kanal bearbeiten › Berechtigungen, und meiner Rolle Ansehen, Schreiben, Threads, Verlauf und Umfragen geben.`,
    findingsMore: 'Mehr sieht, wer mich betreibt: `npm run doctor`.',
    building: (done, total) => `Indexierung: ${done} von ${total} Passagen`,
  },
  help: {
    intro:
      'Ich beantworte Fragen zu offener KI aus einer Sammlung von Artikeln, mit Quellen. Was nicht in den Artikeln steht, beantworte ich nicht.',
    commandsTitle: 'Befehle',
    waysTitle: 'Fragen geht auch so',
    ways: (menus) => [
      'Erwähne mich in einem Kanal und schreib die Frage dahinter; oder antworte mit Erwähnung auf eine meiner Antworten.',
      'Schreib mir eine Direktnachricht.',
      `Im Menü einer Nachricht unter „Apps“: ${menus.map((menu) => `„${menu}“`).join(' und ')}.`,
      'Unter jeder Antwort: Quellen ansehen, weiterfragen, bewerten; im Menü „Mehr …“ noch einmal, in der anderen Sprache, in einem Thread.',
      'Bitte um eine Liste („nenne alle Lizenzen“) oder um einen Artikel in Kürze („fasse den Artikel … zusammen“).',
    ],
    examplesTitle: 'Zum Beispiel',
    examples: [
      'Wie kam es zum Leck der Llama-Gewichte?',
      'Wie viel Speicher braucht ein 13B-Modell?',
      'What may Llama 2 be used for commercially?',
    ],
  },
  terminal: {
    banner: 'Cria: Fragen zu offener KI, beantwortet mit Quellen.',
    hint: 'Tippe eine Frage oder /help. Strg+C hält eine Antwort an, Strg+D beendet.',
    unknownCommand: (name) => `Den Befehl /${name} gibt es nicht. /help zeigt alle.`,
    missingOption: (name) => `Es fehlt etwas: ${name}.`,
    whichSubcommand: (command, given, known) =>
      `${given === '' ? `/${command} braucht noch ein Wort` : `„${given}“ gibt es bei /${command} nicht`}: ${known.map((name) => `/${command} ${name}`).join(', ')}.`,
    noFile: (path) => `Unter ${path} finde ich keine lesbare Datei.`,
    bye: 'Auf Wiedersehen.',
  },
  presence: {
    models: 'Bereite mich vor; Fragen gehen schon',
    indexing: (done, total) =>
      `Lese die Artikel${total > 0 ? `: ${Math.floor((done / total) * 100)} %` : ''}`,
  },
  discord: {
    working: 'Ich arbeite daran …',
    stopped: 'Angehalten.',
    shuttingDown: 'Der Bot fährt gerade herunter. Bitte frag in einer Minute noch einmal.',
    unknownAction:
      'Dieser Knopf gehört zu einer älteren Fassung von mir. Bitte stell die Frage noch einmal.',
    interrupted: 'Durch einen Neustart unterbrochen. Bitte stell die Frage noch einmal.',
    expiredPrivate:
      'Private Antworten erlaubt Discord nur 15 Minuten lang; hier endet die Antwort.',
    greeting:
      'Hallo! Ich beantworte Fragen aus einer Sammlung von Artikeln, mit Quellen. Frag mich mit /frage oder erwähne mich; /hilfe zeigt, was ich kann, und mit /einstellungen legen die Moderatoren fest, wo und wer fragen darf.',
    notAccepted:
      'Discord hat meine Antwort in keiner Form angenommen. Bitte frag noch einmal, vielleicht mit anderen Worten.',
    alreadyAnswering: 'Diese Nachricht beantworte ich gerade schon.',
    howToFollowUp:
      'Den Text deiner Antwort zeigt mir Discord nicht. Zum Weiterfragen: Nimm den Knopf „Weiterfragen“ unter meiner Antwort, erwähne mich oder nimm /frage.',
    unknownCommand:
      'Diesen Befehl kenne ich nicht mehr. Discord braucht manchmal eine Minute, bis die Liste stimmt.',
  },
};

/** What is told of the last call when the model is ready again; `trouble` is empty when it went well. */
function afterCall(trouble: string): string {
  return trouble === '' ? '' : `; zuletzt gescheitert.${trouble}`;
}

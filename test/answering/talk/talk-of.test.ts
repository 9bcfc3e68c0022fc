import { describe, expect, it, test } from 'vitest';
import { talkOf, withoutCourtesy } from '../../../src/answering/talk/talk-of.ts';
import type { Talk } from '../../../src/domain/talk.ts';

const SAID: Readonly<Record<Talk, readonly string[]>> = {
  greeting: [
    ...['Hallo', 'hallo!', 'Haaallo', 'Hi', 'Moin moin', 'Guten Morgen', 'Guten Tag zusammen'],
    ...['Hallo Cria', 'Hello', 'hey there', 'Good evening!', 'hi bot', 'Hallo du'],
  ],
  'how-are-you': [
    'Wie geht es dir?',
    "Wie geht's?",
    'How are you?',
    'Hi, how are you doing today?',
  ],
  thanks: [
    ...['Danke', 'Danke!', 'Vielen Dank', 'danke schön', 'Super, danke dir', 'Danke für die Hilfe'],
    ...['Thanks', 'thank you so much', 'Thx', 'Great, thanks a lot!', 'Thanks for your help'],
  ],
  farewell: [
    'Tschüss',
    'Bis später',
    'Auf Wiedersehen',
    'Gute Nacht',
    'Bye',
    'See you later',
    'good night',
  ],
  acknowledgement: [
    'ok',
    'Alles klar',
    'ja',
    'super',
    'Gut gemacht!',
    'yes',
    'nice',
    'got it',
    'good bot',
  ],
  who: [
    ...['Wer bist du?', 'Was bist du?', 'Wie heißt du?', 'Stell dich vor', 'Wer hat dich gebaut?'],
    ...['Bist du ein Mensch?', 'Bist du ChatGPT?', 'Bist du eine KI?', 'Was ist Cria?'],
    ...['Who are you?', 'What are you?', "What's your name?", 'Who made you?', 'Are you a robot?'],
  ],
  abilities: [
    ...['Hilfe', 'Hilfe!', 'Was kannst du?', 'Was kannst du alles?', 'Kannst du mir helfen?'],
    ...['Was kann ich dich fragen?', 'Welche Befehle gibt es?', 'Wie funktioniert dieser Bot?'],
    ...['Hallo, was kannst du?', 'Danke, und was kannst du noch?', 'Wie benutze ich dich?'],
    ...['Help', 'help me', 'What can you do?', 'How do I use you?', 'What commands are there?'],
    ...['Can you help me?', 'What can I ask you?', 'How does this bot work?'],
  ],
  articles: [
    ...[
      'Welche Artikel gibt es?',
      'Liste alle Artikel',
      'Welche Artikel hast du?',
      'Zeig mir alle Artikel',
    ],
    ...[
      'Welche Themen kennst du?',
      'Was weißt du?',
      'Worüber weißt du Bescheid?',
      'Was sind deine Quellen?',
    ],
    ...[
      'nenne alle Artikel',
      'Which articles are there?',
      'List all articles',
      'What topics do you cover?',
    ],
    ...[
      'What do you know?',
      'What are your sources?',
      'Show me the articles',
      'Aus welchen Quellen antwortest du?',
    ],
  ],
  'article-count': [
    ...[
      'How many articles do you have?',
      'Wie viele Artikel gibt es?',
      'Wie viele Artikel hast du?',
    ],
    ...['Wie viele Texte kennst du?', 'how many documents do you know?', 'Anzahl der Artikel?'],
  ],
  freshness: [
    ...[
      'Wie aktuell bist du?',
      'Wie aktuell sind deine Artikel?',
      'Wann wurden deine Artikel aktualisiert?',
    ],
    ...[
      'How recent is your knowledge?',
      'When were your articles last updated?',
      'How current are you?',
    ],
  ],
  languages: [
    ...['Sprichst du Deutsch?', 'Kannst du Englisch?', 'Welche Sprachen sprichst du?'],
    ...['Do you speak German?', 'Which languages do you understand?'],
  ],
  model: [
    ...[
      'Welches Modell benutzt du?',
      'Welches Sprachmodell steckt hinter dir?',
      'Welche KI bist du?',
    ],
    ...[
      'Which model do you use?',
      'What language model are you?',
      'What AI model are you running on?',
    ],
  ],
  privacy: [
    ...[
      'Was speicherst du über mich?',
      'Was weißt du über mich?',
      'Was passiert mit meinen Daten?',
    ],
    ...[
      'Wie ist das mit dem Datenschutz bei dir?',
      'Speicherst du meine Fragen?',
      'Merkst du dir was?',
    ],
    ...[
      'What do you store?',
      'Do you keep my questions?',
      'What happens to my data?',
      'Is this chat private?',
    ],
  ],
  'delete-data': [
    ...[
      'Lösche meine Daten',
      'Lösche alle meine Daten!',
      'Vergiss mich',
      'Wie lösche ich meine Daten?',
    ],
    ...['Delete my data', 'forget me', 'Please erase my questions', 'How can I delete my data?'],
  ],
  'add-article': [
    ...['Wie füge ich einen Artikel hinzu?', 'Kann ich einen Artikel hinzufügen?'],
    ...['How do I add an article?', 'Can I upload documents?'],
  ],
};

/** The same in other words. */
const SAID_OTHERWISE = [
  ['greeting', ['Bist du da?', 'are you there?', 'Bist du online?']],
  ['how-are-you', ["What's up?", 'Was geht ab?', 'Guten Tag, wie geht es Ihnen?']],
  ['thanks', ['merci vielmals', 'Tausend Dank', 'cheers mate', 'thx man', 'Danke dafür']],
  ['who', ['are u a bot?', 'Wer hat dich gebaut?']],
  ['abilities', ['Wozu bist du gut?', 'Befehle', 'commands?', 'Menü']],
  ['articles', ['welche Artikel habt ihr?', 'Hast du Quellen?']],
  ['article-count', ['how many docs do you have', 'Wie viele PDFs hast du?']],
  ['freshness', ['When were you last updated?']],
  ['privacy', ['Welche Daten hast du über mich?']],
  ['delete-data', ['Bitte vergiss alles, was ich gesagt habe']],
  ['add-article', ['Can I upload a PDF?', 'Ich will einen Text hochladen']],
  ['greeting', ['Servus', 'Grüß Gott', 'Grüezi mitenand', 'Na?']],
  ['how-are-you', ['hey bot, how is it going?']],
  ['thanks', ['Danke für die schnelle Antwort', 'Danke, super erklärt', 'thanks, that helped']],
  ['acknowledgement', ['👍', '🙏 ❤️', 'haha', 'Sorry']],
  ['who', ['Wo wohnst du?', 'Hast du Gefühle?', 'what kind of bot is this?']],
  [
    'abilities',
    [
      ...['What is your purpose?', 'Wofür bist du da?', 'Was ist deine Aufgabe?', 'I need help'],
      ...['what commands do you support', 'Welche Befehle unterstützt du?', 'Helfe mir'],
    ],
  ],
  ['article-count', ['Wie groß ist deine Sammlung?', 'Wie viele Dokumente sind indexiert?']],
  ['freshness', ['Wann wurde der Index zuletzt aktualisiert?']],
  ['model', ['Auf welchem Modell läufst du?', 'What LLM are you?', 'Welches LLM nutzt du?']],
  ['languages', ['auf Französisch bitte', 'in Spanish please']],
  ['greeting', ['Moinsen', 'hello everyone', 'Morgen', 'hi again']],
  ['how-are-you', ['Wie läuft’s?', 'Alles gut?', 'Geht es dir gut?', 'How are things?', 'you ok?']],
  [
    'thanks',
    [
      ...[
        'Thank you, that was helpful',
        'Danke nochmal',
        'Ich bedanke mich',
        'thanks for explaining',
      ],
      ...['tysm', 'Danke, das hat geholfen'],
    ],
  ],
  ['farewell', ['Schönen Abend noch', 'have a nice day', 'see ya', 'until next time', 'gn8']],
  [
    'acknowledgement',
    [
      ...['Nicht schlecht', 'makes sense', 'good to know', 'Klingt gut', 'Gute Antwort', ':)'],
      ...['great answer', 'na gut', 'In Ordnung', 'that helps', 'Das hilft mir', 'I see'],
    ],
  ],
  [
    'who',
    [
      'Erzähl mir etwas über dich',
      'Tell me about yourself',
      'Woher kommst du?',
      'What is this bot?',
    ],
  ],
  [
    'abilities',
    ['Welche Funktionen hast du?', '?', 'Gib mir Beispielfragen', 'Bedienungsanleitung'],
  ],
  [
    'articles',
    [
      ...['Worauf basiert dein Wissen?', 'Where does your knowledge come from?', 'Artikelliste'],
      ...['What are you trained on?', 'What are the articles about?'],
    ],
  ],
  ['article-count', ['How big is your knowledge base?', 'Aus wie vielen Artikeln antwortest du?']],
  [
    'freshness',
    [
      'Bist du auf dem neuesten Stand?',
      'What is your knowledge cutoff?',
      'Bis wann reicht dein Wissen?',
    ],
  ],
  [
    'languages',
    [
      'In welchen Sprachen kann ich fragen?',
      'What languages do you speak?',
      'Can I write in German?',
    ],
  ],
  [
    'privacy',
    [
      ...['Wie lange speicherst du meine Daten?', 'Datenschutzerklärung', 'privacy policy'],
      ...['Gibst du meine Daten weiter?', 'Hörst du mit?', 'Erinnerst du dich an mich?'],
    ],
  ],
  ['delete-data', ['reset', 'Setz das Gespräch zurück', 'delete my account']],
  [
    'add-article',
    [
      'Kann ich dir einen Artikel geben?',
      'Can I suggest an article?',
      'Wie füge ich Wissen hinzu?',
    ],
  ],
  [
    'privacy',
    ['is my data safe?', 'Wer kann meine Fragen sehen?', 'Liest du mit?', 'Bist du DSGVO-konform?'],
  ],
  ['delete-data', ['Daten löschen', 'Vergiss alles', 'I want my data deleted']],
] as const;

test.each(SAID_OTHERWISE.flatMap(([talk, texts]) => texts.map((text) => [talk, text] as const)))(
  '%s: %s',
  (talk, text) => {
    expect(talkOf(text)?.talk).toBe(talk);
  },
);

describe.each(Object.entries(SAID))('%s', (talk, texts) => {
  it.each(texts)('%s', (text) => {
    expect(talkOf(text)?.talk).toBe(talk);
  });
});

test.each([
  'Danke für Llama: wer hat es gebaut?',
  'Was kann Llama?',
  'Wer ist Hugging Face?',
  'Wer ist Yann LeCun?',
  'Was ist Hallo?',
  'Hilfe, mein Modell ist zu langsam',
  'Can you help me with fine-tuning?',
  'Welche Modelle gibt es?',
  'nenne alle Modelle',
  'Welche Artikel gibt es über Llama?',
  'Wie viele Artikel hat die DSGVO?',
  'How many parameters do you need?',
  'Welches Modell soll ich benutzen?',
  'Welches Modell kannst du empfehlen?',
  'Which model can I use at home?',
  'Wie lösche ich ein Modell?',
  'Wie speichert man Daten?',
  'Was ist Datenschutz?',
  'Wie funktioniert RAG?',
  'Wie funktioniert das?',
  'What can Mistral do?',
  'Who made Falcon?',
  'Was ist ein Bot in Discord?',
  'Bist du sicher?',
  'Are you sure?',
  'Wie geht Quantisierung?',
  'Spricht Llama Deutsch?',
  'Wie aktuell ist Llama 2?',
  'Was heißt das?',
  'Und warum?',
  'Quelle?',
  'kürzer',
  'Was ist Halluzination?',
  'Guten Morgen Amerika: was ist passiert?',
  'Hast du dafür eine Quelle?',
  'Do you have a source for that?',
  'list it',
  'Kannst du das auflisten?',
  'Ist Llama online?',
  'Is Mistral down?',
  'What is up with Llama?',
  'How do I open a file in Ollama?',
  'Welche Befehle kennt Ollama?',
  'Was sind PDF-Dateien?',
  '🦙',
  'Was ist ein Chatbot?',
  'What is a bot?',
  'Wie funktioniert ein Chatbot?',
  'Wie geht das?',
  'Wie lösche ich Daten aus einem Modell?',
  'Does ChatGPT store my data?',
  'Was verlangt die DSGVO?',
  'Welche Artikel hat die DSGVO?',
  'Welche Modelle können Französisch?',
  'Nochmal',
  'again',
  'Das stimmt nicht',
  "I don't understand",
  'Kannst du das auf Englisch sagen?',
  'can you say that in German?',
  'In welchem Artikel steht das?',
  'Was ist der neueste Stand?',
  'Was ist neu?',
  'Woher kommen sie?',
  'How long does it take?',
  'Kann ich das verkaufen?',
  'Was ist schlecht?',
  'Wer teilt Daten?',
  'Wie alt ist das?',
  'What can it do?',
  'Wie heißt das?',
  'What is that?',
])('is a question to the articles: %s', (text) => {
  expect(talkOf(text)).toBeNull();
});

test.each([
  ['Hallo', 'de'],
  ['Danke dir', 'de'],
  ['Wer bist du?', 'de'],
  ['How many articles do you have?', 'en'],
  ['Thanks a lot', 'en'],
])('%s is told to be %s', (text, language) => {
  expect(talkOf(text)?.language).toBe(language);
});

test.each([
  ['Hallo, was ist RAG?', 'was ist RAG?'],
  ['Hi Cria, what is RAG?', 'what is RAG?'],
  ['Hallo was ist RAG?', 'was ist RAG?'],
  ['Danke! Und was ist RAG?', 'Und was ist RAG?'],
  ['Was ist RAG? Danke!', 'Was ist RAG?'],
  ['What is RAG, thanks', 'What is RAG'],
  ['Was ist RAG?', 'Was ist RAG?'],
  ['Llama, Mistral: was ist besser?', 'Llama, Mistral: was ist besser?'],
  ['Danke', 'Danke'],
])('%s is asked as: %s', (text, asked) => {
  expect(withoutCourtesy(text)).toBe(asked);
});

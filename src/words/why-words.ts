import type { WhyWords } from '../application/views/show-receipt.ts';
import type { Language } from '../domain/language.ts';
import type { MadeBy } from '../domain/receipt.ts';
import { createCounted } from './counted.ts';
import { wordsFor } from './words.ts';

const countedDe = createCounted('de');
const countedEn = createCounted('en');

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const seconds = (ms: number, language: Language): string =>
  `${(ms / 1_000).toLocaleString(language, { maximumFractionDigits: 1 })} s`;
const score = (value: number | null, language: Language): string =>
  value === null ? '–' : value.toLocaleString(language, { maximumFractionDigits: 2 });

/** Characters of a digest that tell two apart. */
const DIGEST_CHARS = 12;

function madeWith(
  { code, model }: MadeBy,
  [weights, window, answer, tokens]: readonly [string, string, string, string],
): string {
  if (model === null) return `Cria ${code}.`;
  const { name, digest, contextTokens, maxAnswerTokens } = model;
  const known = digest === null ? '' : `${weights} \`${digest.slice(0, DIGEST_CHARS)}\`, `;
  return `Cria ${code}, ${name} (${known}${window} ${contextTokens}, ${answer} ${maxAnswerTokens} ${tokens}).`;
}

type OwnWords = Omit<WhyWords, 'reason'>;

const de: OwnWords = {
  title: 'Wie diese Antwort zustande kam',
  gone: 'Hier ist keine Antwort mehr, die sich erklären ließe. Bitte frag noch einmal.',
  untold: 'Zu dieser Antwort ist nicht festgehalten, wie sie zustande kam.',
  because: (reason) => `**Warum so:** ${reason}`,
  searched: (question, index, ms) =>
    `**Gesucht** nach „${question}“ im Index \`${index}\`, ${seconds(ms, 'de')}.`,
  found: ({ rank, title, dense, keyword, fused }) =>
    `${rank}. ${title}: Bedeutung ${score(dense, 'de')}, Wörter ${score(keyword, 'de')}, zusammen ${score(fused, 'de')}`,
  others: (titles, more) =>
    `Auch gefunden: ${titles.join('; ')}${more === 0 ? '' : ` und ${more} weitere`}`,
  chance: (chance, statements) =>
    `**Eingeschätzt:** ${countedDe(statements, ['Satz', 'Sätze'])} angesehen; mit ${percent(chance)} steht die Antwort darin (ist das zu wenig, frage ich kein Modell).`,
  given: (statements) =>
    `**Eingeschätzt:** nichts; die Passagen der Antwort davor, ${countedDe(statements, ['Satz', 'Sätze'])}.`,
  debate: {
    searched: (topic, index, ms) =>
      `**Gesucht** nach beiden Seiten und nach „${topic}“ im Index \`${index}\`, ${seconds(ms, 'de')}.`,
    found: ({ names, articles, about, byRules }, statements) =>
      `**Gefunden:** ${countedDe(statements, ['Aussage', 'Aussagen'])} in ${countedDe(articles, ['Artikel', 'Artikeln'])}, davon ${about} über eine der Seiten. Nach Regeln ${byRules[0]} für ${names[0]}, ${byRules[1]} für ${names[1]}.`,
    sorted: ({ asked, sure, moved, ms }, model) =>
      `**Eingeordnet** von ${model}, ${seconds(ms, 'de')}: ${asked} Aussagen, jede zweimal gefragt, einmal mit jeder Seite zuerst; bei ${sure} kam zweimal dasselbe heraus, ${moved} stehen danach anders als nach den Regeln.`,
    unsorted: '**Eingeordnet** nach Regeln allein; kein Sprachmodell hat mitgewogen.',
    shown: (points) =>
      `**Gezeigt:** ${points === 1 ? 'ein Punkt' : `${points} Punkte`}, jeder Wort für Wort aus diesen Passagen:`,
  },
  read: (sentences, cut, { instructions, evidence, history, question }) =>
    `**Gelesen:** ${countedDe(sentences, ['Satz', 'Sätze'])}${cut === 0 ? '' : `, ${cut} weitere passten nicht hinein`}; Tokens etwa: Anweisungen ${instructions}, Sätze ${evidence}, Verlauf ${history}, Frage ${question}.`,
  notAsked: '**Geschrieben:** nichts; kein Sprachmodell wurde gefragt.',
  written: ({ model, readTokens, writtenTokens, tokensPerSecond, firstTokenMs, totalMs }) =>
    `**Geschrieben** von ${model}: ${[
      ...(readTokens === null ? [] : [`${countedDe(readTokens, ['Token', 'Tokens'])} gelesen`]),
      ...(writtenTokens === null ? [] : [`${writtenTokens} geschrieben`]),
      ...(tokensPerSecond === null ? [] : [`${score(tokensPerSecond, 'de')} je Sekunde`]),
      ...(firstTokenMs === null ? [] : [`erstes Wort nach ${seconds(firstTokenMs, 'de')}`]),
      `fertig nach ${seconds(totalMs, 'de')}`,
    ].join(', ')}.`,
  rests: '**Geprüft:** Was dasteht, ruht auf',
  leftOut: '**Weggelassen,** weil es so nicht in den Artikeln steht:',
  more: (sentences) => `> und ${sentences} weitere`,
  fault: {
    'says-nothing': 'sagt nichts',
    'off-topic': 'anderes Thema',
    facts: 'Zahl, Datum oder Name fehlt dort',
    'other-thing': 'von etwas anderem die Rede',
    binding: 'Wert gehört zu etwas anderem',
    direction: 'wer es wem tat, ist vertauscht',
    negation: 'dort verneint, hier nicht, oder umgekehrt',
    scope: '„erste“, „alle“ oder „nur“ steht dort nicht',
    words: 'steht so nicht da',
    language: 'falsche Sprache',
    refusal: 'das Modell fand keine Antwort',
    repeated: 'wiederholt',
  },
  prompt: (sha256) => `Prompt (SHA-256): \`${sha256}\``,
  waited: (ms) => `Gewartet, bis die Frage an der Reihe war: ${seconds(ms, 'de')}.`,
  edits: (edits, sent) =>
    `Gezeigt mit ${countedDe(edits, ['Nachricht oder Änderung', 'Nachrichten und Änderungen'])}${
      sent === null || edits === 1
        ? ''
        : `, die erste nach ${seconds(sent.fromMs, 'de')}, die letzte nach ${seconds(sent.toMs, 'de')}`
    }.`,
  made: (made) =>
    `Gemacht mit: ${madeWith(made, ['Gewichte', 'Fenster', 'Antwort bis', 'Tokens'])}`,
  command: (id) =>
    `Noch einmal suchen und vergleichen: \`npm run --silent receipt -- ${id} --replay\``,
};

const en: OwnWords = {
  title: 'How this answer came about',
  gone: 'There is no answer here any more that could be explained. Please ask again.',
  untold: 'How this answer came about was not kept.',
  because: (reason) => `**Why so:** ${reason}`,
  searched: (question, index, ms) =>
    `**Searched** for “${question}” in index \`${index}\`, ${seconds(ms, 'en')}.`,
  found: ({ rank, title, dense, keyword, fused }) =>
    `${rank}. ${title}: meaning ${score(dense, 'en')}, words ${score(keyword, 'en')}, together ${score(fused, 'en')}`,
  others: (titles, more) =>
    `Found too: ${titles.join('; ')}${more === 0 ? '' : ` and ${more} more`}`,
  chance: (chance, statements) =>
    `**Judged:** ${countedEn(statements, ['sentence', 'sentences'])} looked at; the answer is among them with ${percent(chance)} (where that is too little, I ask no model).`,
  given: (statements) =>
    `**Judged:** nothing; the passages of the answer before, ${countedEn(statements, ['sentence', 'sentences'])}.`,
  debate: {
    searched: (topic, index, ms) =>
      `**Searched** for both sides and for “${topic}” in index \`${index}\`, ${seconds(ms, 'en')}.`,
    found: ({ names, articles, about, byRules }, statements) =>
      `**Found:** ${countedEn(statements, ['statement', 'statements'])} in ${countedEn(articles, ['article', 'articles'])}, ${about} of them about one of the sides. By rules ${byRules[0]} for ${names[0]}, ${byRules[1]} for ${names[1]}.`,
    sorted: ({ asked, sure, moved, ms }, model) =>
      `**Sorted** by ${model}, ${seconds(ms, 'en')}: ${asked} statements, each asked twice, once with either side first; of ${sure} it said the same both times, ${moved} stand elsewhere than by rules.`,
    unsorted: '**Sorted** by rules alone; no language model weighed anything.',
    shown: (points) =>
      `**Shown:** ${points === 1 ? 'one point' : `${points} points`}, each word for word from these passages:`,
  },
  read: (sentences, cut, { instructions, evidence, history, question }) =>
    `**Read:** ${countedEn(sentences, ['sentence', 'sentences'])}${cut === 0 ? '' : `, ${cut} more did not fit`}; tokens, about: instructions ${instructions}, sentences ${evidence}, history ${history}, question ${question}.`,
  notAsked: '**Written:** nothing; no language model was asked.',
  written: ({ model, readTokens, writtenTokens, tokensPerSecond, firstTokenMs, totalMs }) =>
    `**Written** by ${model}: ${[
      ...(readTokens === null ? [] : [`${countedEn(readTokens, ['token', 'tokens'])} read`]),
      ...(writtenTokens === null ? [] : [`${writtenTokens} written`]),
      ...(tokensPerSecond === null ? [] : [`${score(tokensPerSecond, 'en')} a second`]),
      ...(firstTokenMs === null ? [] : [`first word after ${seconds(firstTokenMs, 'en')}`]),
      `done after ${seconds(totalMs, 'en')}`,
    ].join(', ')}.`,
  rests: '**Checked:** what is said rests on',
  leftOut: '**Left out,** because the articles do not say so:',
  more: (sentences) => `> and ${sentences} more`,
  fault: {
    'says-nothing': 'says nothing',
    'off-topic': 'about something else',
    facts: 'number, date or name is not there',
    'other-thing': 'speaks of something else',
    binding: 'the value belongs to something else',
    direction: 'who did it to whom is turned round',
    negation: 'denied there and not here, or the other way round',
    scope: '“first”, “all” or “only” is not there',
    words: 'does not stand there so',
    language: 'wrong language',
    refusal: 'the model found no answer',
    repeated: 'repeated',
  },
  prompt: (sha256) => `Prompt (SHA-256): \`${sha256}\``,
  waited: (ms) => `Waited for its turn: ${seconds(ms, 'en')}.`,
  edits: (edits, sent) =>
    `Shown with ${countedEn(edits, ['message or edit', 'messages and edits'])}${
      sent === null || edits === 1
        ? ''
        : `, the first after ${seconds(sent.fromMs, 'en')}, the last after ${seconds(sent.toMs, 'en')}`
    }.`,
  made: (made) => `Made with: ${madeWith(made, ['weights', 'window', 'answer up to', 'tokens'])}`,
  command: (id) => `To search again and compare: \`npm run --silent receipt -- ${id} --replay\``,
};

/** What is said about how an answer came about. */
export function whyWordsFor(language: Language): WhyWords {
  return { ...(language === 'de' ? de : en), reason: wordsFor(language).reason };
}

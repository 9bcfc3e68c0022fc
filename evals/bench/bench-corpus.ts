import type { Language } from '../../src/domain/language.ts';
import { estimateTokens } from '../../src/text/token-estimate.ts';
import { createRandom, seedFrom, type Random } from './random.ts';
import { vocabularyOf } from './vocabulary.ts';

/** Topics that articles are about. */
export const TOPICS = 500;

const MIN_PASSAGE_CHARS = 300;
const MAX_PASSAGE_CHARS = 700;
/** Below what the chunker keeps whole, so that a section is one passage. */
const MAX_SECTION_TOKENS = 225;
const MAX_PASSAGES_PER_ARTICLE = 3;
const SENTENCE_WORDS = { least: 6, more: 11 };
/** Share of function words, and of words of the article's own topic. */
const FUNCTION_SHARE = 0.45;
const TOPIC_SHARE = 0.08;
const WORDS_PER_TOPIC = 20;
const FILES_PER_FOLDER = 1_000;

/** A generated article; each of its passages is a section of its own. */
export interface BenchArticle {
  /** Path below the corpus folder. */
  readonly file: string;
  readonly title: string;
  readonly language: Language;
  readonly topic: number;
  readonly passages: readonly string[];
}

/** Article number `n` of the corpus of a seed. Half are German, half English. */
export function makeArticle(seed: number, n: number): BenchArticle {
  const random = createRandom(seedFrom(seed, n));
  const language: Language = n % 2 === 0 ? 'de' : 'en';
  const topic = random.below(TOPICS);
  const folder = String(Math.floor(n / FILES_PER_FOLDER)).padStart(3, '0');
  return {
    file: `${folder}/${String(n).padStart(6, '0')}.md`,
    title: `${capital(drawWord(random, language, topic))} ${drawWord(random, language, topic)} ${mark(language, topic)}`,
    language,
    topic,
    passages: Array.from({ length: 1 + random.below(MAX_PASSAGES_PER_ARTICLE) }, () =>
      makePassage(random, language, topic),
    ),
  };
}

/** Articles of a seed until they have exactly this many passages. */
export function* articlesWith(seed: number, passages: number): Generator<BenchArticle> {
  let left = passages;
  for (let n = 0; left > 0; n += 1) {
    const article = makeArticle(seed, n);
    yield { ...article, passages: article.passages.slice(0, left) };
    left -= article.passages.length;
  }
}

/** The article as a file of the corpus. */
export function toMarkdown({ title, language, passages }: BenchArticle): string {
  const sections = passages.map((text, at) => (at === 0 ? text : `## Teil ${at + 1}\n\n${text}`));
  return `---\ntitle: "${title}"\nlanguage: ${language}\n---\n\n${sections.join('\n\n')}\n`;
}

/** What a title says of its article, for embedders that only see texts. */
function mark(language: Language, topic: number): string {
  return `(${language} ${topic})`;
}

/** Language and topic of an embedded text whose first line is a title; null for any other text. */
export function readMark(
  text: string,
): { readonly language: Language; readonly topic: number } | null {
  const found = /\((de|en) (\d+)\)/u.exec(text);
  if (found === null) return null;
  return { language: found[1] === 'de' ? 'de' : 'en', topic: Number(found[2]) };
}

function makePassage(random: Random, language: Language, topic: number): string {
  const wanted = MIN_PASSAGE_CHARS + random.below(MAX_PASSAGE_CHARS - MIN_PASSAGE_CHARS);
  let text = makeSentence(random, language, topic);
  for (;;) {
    const longer = `${text} ${makeSentence(random, language, topic)}`;
    const isFull = longer.length > wanted || estimateTokens(longer) > MAX_SECTION_TOKENS;
    if (isFull && text.length >= MIN_PASSAGE_CHARS) return text;
    text = longer;
  }
}

function makeSentence(random: Random, language: Language, topic: number): string {
  const count = SENTENCE_WORDS.least + random.below(SENTENCE_WORDS.more);
  const words = Array.from({ length: count }, () => drawAnyWord(random, language, topic));
  return `${capital(words.join(' '))}.`;
}

function drawAnyWord(random: Random, language: Language, topic: number): string {
  if (random.next() >= FUNCTION_SHARE) return drawWord(random, language, topic);
  const { functionWords } = vocabularyOf(language);
  // The square prefers the front of the list, as language does.
  return functionWords[Math.floor(random.next() ** 2 * functionWords.length)] ?? '';
}

function drawWord(random: Random, language: Language, topic: number): string {
  const { contentWords, drawRank } = vocabularyOf(language);
  const rank =
    random.next() < TOPIC_SHARE
      ? seedFrom(topic, random.below(WORDS_PER_TOPIC)) % contentWords.length
      : drawRank(random);
  return contentWords[rank] ?? '';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

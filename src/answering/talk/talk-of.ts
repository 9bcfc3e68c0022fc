import type { Talk, TalkTo } from '../../domain/talk.ts';
import { LexiconReader, tagRule, type ReadText } from './lexicon.ts';
import { TALK_WORDS } from './talk-lexicon.ts';

const READER = new LexiconReader(TALK_WORDS);

const POLITE = 'everybody self you good day night bye present pointing that any';
const SAID = `thanks ok praise greet help many mine i data speak topic list who reply again ${POLITE}`;

/** What tells each kind, the first that fits: what asks for something comes before what is only said. */
const RULES = (
  [
    ['delete-data', 'delete mine !article'],
    ['delete-data', 'delete data i !article !model'],
    ['delete-data', 'delete data = delete data i ok list'],
    ['delete-data', 'reset = reset that data pointing'],
    ['who', 'tell self !what !store !delete'],
    ['privacy', 'store self|mine'],
    ['privacy', 'data mine self list|what'],
    ['privacy', 'privacy self|mine|data'],
    ['privacy', 'data mine happens'],
    ['privacy', 'know mine self'],
    ['privacy', 'safe|see data mine'],
    ['privacy', 'see self = see self you i mine data'],
    ['privacy', 'law self'],
    ['privacy', 'policy privacy|policy = policy privacy self mine list'],
    ['add-article', 'add article|topic !delete'],
    ['add-article', 'offer article i !delete'],
    ['add-article', 'teach self i'],
    ['article-count', 'many article !law'],
    ['article-count', 'many topic self'],
    ['freshness', 'fresh article|topic self'],
    ['freshness', 'fresh how self'],
    ['freshness', 'fresh index'],
    ['freshness', 'fresh self = fresh self you list what'],
    ['model', 'model self run|list|what'],
    ['languages', 'self tongue !model !article !that !pointing'],
    ['languages', 'self speak list !model !article !topic !that'],
    ['languages', 'lang self|ask !model !article'],
    ['languages', 'tongue ask i !that'],
    ['languages', 'foreign = foreign tongue list'],
    ['articles', 'article list|self !pointing !law !that'],
    ['articles', 'article know what'],
    ['articles', 'catalogue|trained catalogue|self'],
    ['articles', 'topic self|list'],
    ['articles', 'know self what|list'],
    ['abilities', 'command list|self|what'],
    ['abilities', 'command = command can'],
    ['abilities', 'what good|present self'],
    ['greeting', 'self present = self you present everybody list pointing'],
    ['how-are-you', 'question data|self good|ok = good ok data self you greet praise'],
    ['how-are-you', 'question ok self = ok self you'],
    ['how-are-you', 'question feel self good = feel self you good greet'],
    ['how-are-you', 'what feel = what feel fresh greet everybody run'],
    [
      'how-are-you',
      'how self|feel = self you feel fresh greet everybody good day night pointing run ok',
    ],
    ['who', 'who|kind self'],
    ['abilities', 'can self you|!any what|!thanks what|!list'],
    ['abilities', 'can self list !model !article !that !pointing !any'],
    ['abilities', 'ask what|how i|self'],
    ['abilities', 'sample'],
    ['who', 'what self that|pointing = what self that pointing any'],
    ['who', 'origin self = origin self you'],
    ['who', 'what self you|!any = greet any that'],
    ['thanks', `thanks praise|good = what ${SAID}`],
    ['thanks', `thanks = ${SAID}`],
    ['acknowledgement', 'that|pointing help !question = that pointing help mine i'],
    ['abilities', 'help'],
    ['farewell', 'good day|night again|list = everybody good day night any self'],
    ['greeting', `good day = ${POLITE}`],
    ['acknowledgement', 'i see = i see ok bye'],
    ['farewell', `bye = ok greet list see ${POLITE}`],
    ['farewell', 'good night = everybody'],
    ['greeting', 'day = everybody'],
    ['acknowledgement', 'greet good|ok = greet good ok everybody'],
    ['greeting', `greet = list know see again ${POLITE}`],
    ['acknowledgement', 'not bad = not bad'],
    [
      'acknowledgement',
      `ok|praise|good = who i speak data list topic ok praise know reply ${POLITE}`,
    ],
  ] satisfies readonly (readonly [Talk, string])[]
).map(([talk, rule]) => ({ talk, fits: tagRule(rule) }));

/** "Are you a human?", "Bist du ein Chatbot?": whatever the bot is taken for. */
const TAKEN_FOR =
  /^(?:bist du|are (?:you|u))(?: (?:ein|eine|a|an|the|der|die|das|wirklich|really))?( [\p{L}\p{N}.-]{1,30}){1,2} ?\?*$/iu;
/** What is said of somebody rather than what somebody is. */
const NO_KIND =
  /^(?:sicher|sure|certain|da|there|ok|okay|fertig|ready|done|still|gewiss|positive|serious)$/iu;

/** A line of faces and nods alone; any other picture says nothing. */
const PICTURES =
  /^(?:[\u{1F600}-\u{1F64F}\u{1F44C}-\u{1F44F}\u{1F389}\u{1F4AF}\u{1F4AA}\u{2705}\u{2764}]|\p{Emoji_Modifier}|\u200d|\ufe0f|[:;=]-?[)(DPp]|<3|\^\^|xD|\s){1,40}$/u;

/** Small talk and questions about the bot; null as soon as a word names a topic. */
export function talkOf(text: string): TalkTo | null {
  if (/\S/u.test(text) && PICTURES.test(text)) return { talk: 'acknowledgement', language: null };
  if (/^\s{0,9}\?{1,9}\s{0,9}$/u.test(text)) return { talk: 'abilities', language: null };
  const read = READER.read(text);
  const talk = read === null ? null : ruleFor(read, text);
  if (talk === 'acknowledgement' && /\?\s*$/u.test(text.slice(-9))) return null; // it doubts
  if (talk !== null && read !== null) return { talk, language: read.language };
  const kind = TAKEN_FOR.exec(text.trim().slice(0, 100))?.[1]?.trim() ?? '';
  if (kind === '' || NO_KIND.test(kind)) return null;
  return { talk: 'who', language: /^bist/iu.test(text.trim()) ? 'de' : 'en' };
}

function ruleFor({ tags: found }: ReadText, text: string): Talk | null {
  const tags = new Set(found);
  if (/\?\s*$/u.test(text.slice(-9))) tags.add('question');
  return RULES.find(({ fits }) => fits(tags))?.talk ?? null;
}

/** What a sentence may begin or end with besides its question: greeting, name, thanks. */
const COURTESY = new Set(['greet', 'thanks']);
const CLAUSE_END = /[,.!;:–]\s+/gu;

/** The question without a greeting before it and thanks behind it; the whole text when that is all. */
export function withoutCourtesy(text: string): string {
  const trimmed = text.trim();
  const ends = [...trimmed.slice(0, 60).matchAll(CLAUSE_END)];
  const first = ends.find(({ index }) => isCourtesy(trimmed.slice(0, index)));
  const rest = first === undefined ? trimmed : trimmed.slice(first.index + first[0].length);
  const [word = ''] = rest.split(/\s/u, 1);
  const begun = READER.tagsOf(word).has('greet') ? rest.slice(word.length).trimStart() : rest;
  const asked = withoutThanks(/[\p{L}\p{N}]/u.test(begun) ? begun : rest);
  return /[\p{L}\p{N}]{2}/u.test(asked) ? asked : trimmed;
}

function withoutThanks(text: string): string {
  const last = Math.max(
    ...[',', '.', '!', '?', '–'].map((mark) => text.lastIndexOf(mark, text.length - 4)),
  );
  const tail = text.slice(last + 1);
  return last > 0 && tail.length < 40 && isCourtesy(tail)
    ? text.slice(0, last + (text[last] === '?' ? 1 : 0)).trimEnd()
    : text;
}

function isCourtesy(text: string): boolean {
  const read = READER.read(text);
  const talk = read === null ? null : ruleFor(read, text);
  const isPolite = talk === 'greeting' || talk === 'thanks';
  return isPolite && [...(read?.tags ?? [])].some((tag) => COURTESY.has(tag));
}

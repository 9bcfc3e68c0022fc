import type { Language } from '../../domain/language.ts';
import { isTopicWord, wordsOf } from '../../text/topic-words.ts';

/** Longest question that can be a bare "In Germany?", in words. */
const MAX_ELLIPSIS_WORDS = 4;

interface FollowUpRules {
  /** How a question begins that goes on from another. */
  readonly opening: RegExp;
  /** Words that point at something said before, wherever they stand. */
  readonly pointer: RegExp;
  /** Uses of those words that point at nothing: "there is", "gibt es". */
  readonly idle: RegExp;
  /** A preposition that opens a question without a verb of its own. */
  readonly preposition: RegExp;
}

const RULES: Readonly<Record<Language, FollowUpRules>> = {
  de: {
    opening:
      /^(?:und|aber|oder|sondern|also|dann|auch|was ist mit|was ist denn mit|wie ist (?:das|es) (?:bei|mit)|wie sieht (?:das|es)(?: \p{L}+)? (?:bei|mit)|erzähl(?:e)? (?:mir )?mehr|mehr (?:dazu|davon|details)|genauer|echt|wirklich|wieso (?:nicht|das)|warum (?:nicht|das))(?=$|[\s?!.,…])/iu,
    pointer:
      /(?<![\p{L}\p{N}-])(?:er|sie|es|ihn|ihm|ihr|ihnen|ihre[nmrs]?|seine[nmrs]?|dessen|deren|denen|davon|dazu|dafür|damit|dagegen|darüber|darauf|daran|daraus|darin|dabei|dadurch|danach|davor|dort|dies|diese[nmrs]?|jene[nmrs]?|dasselbe|derselbe|dieselbe|das(?!(?:\s{1,3}\p{Ll}{1,30}){0,2}\s{1,3}[\p{Lu}\p{N}]))(?![\p{L}\p{N}-])/gu,
    idle: /(?:gibt|gab|gäbe)\s+es|es\s+(?:gibt|gab)/giu,
    preposition:
      /^(?:in|im|bei|beim|mit|für|von|vom|seit|nach|vor|ohne|durch|auf|aus|zu|zum|zur)\s/iu,
  },
  en: {
    opening:
      /^(?:and|but|or|so|then|also|what about|how about|what of|tell me more|more (?:on|about) (?:that|this|it)|more details|really|why not|why is that|why so)(?=$|[\s?!.,…])/iu,
    pointer:
      /(?<![\p{L}\p{N}'’-])(?:it|its|he|him|his|she|her|hers|they|them|their|theirs|these|those|this|there|the (?:same|former|latter|first|second|last|other)(?: ones?)?(?=\s*[?!.]*$)|that(?=\s*(?:[?!.,]|$))|(?<=(?:is|was|were|did|does|do|has|had|will|would|about|of|for|with|like|than|after|before|why|how)\s)that)(?![\p{L}\p{N}-])/giu,
    idle: /(?:is|are|was|were)\s+there|there\s+(?:is|are|was|were)|is\s+it\s+(?:true|possible|allowed|legal|safe|ok|okay)/giu,
    preposition: /^(?:in|at|by|with|for|from|since|after|before|without|through|on|to)\s/iu,
  },
};

/**
 * Guesses whether a question can only be understood with what was said before it: it begins with
 * "and" or "what about", points at something ("when was that?"), or names no topic at all. A wrong
 * yes costs one short rewrite; the guess therefore leans to yes.
 */
export function isFollowUp(question: string, language: Language): boolean {
  const text = question.trim();
  const rules = RULES[language];
  if (rules.opening.test(text)) return true;
  const words = wordsOf(text);
  const topics = words.filter(isTopicWord);
  if (topics.length === 0) return words.length > 0;
  if (words.length <= MAX_ELLIPSIS_WORDS && topics.length <= 2 && rules.preposition.test(text)) {
    return true;
  }
  return pointsBack(text, rules);
}

function pointsBack(text: string, { pointer, idle }: FollowUpRules): boolean {
  // Without the capital of the first word, which says nothing in German.
  const meant = text.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase()).replace(idle, ' ');
  for (const match of meant.matchAll(pointer)) {
    if (!hasAntecedent(meant.slice(0, match.index))) return true;
  }
  return false;
}

/** "Who founded Airbus, and when did he leave?": named in a clause of its own before the pointer. */
function hasAntecedent(before: string): boolean {
  const clauses = before.split(/[,;:]|(?<!\p{L})(?:und|and|but|aber|dass|that)(?!\p{L})/u);
  return clauses.slice(0, -1).some((clause) => wordsOf(clause).some(isTopicWord));
}

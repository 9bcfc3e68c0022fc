/** Words that turn a statement round or widen it, in German and English alike. */
const NEGATION =
  /(?<!\p{L})(?:nicht(?! nur)|nichts|kein(?:e|en|em|er|es)?|nie|niemals|niemand|weder|not(?! only)|no|none|never|nobody|neither|nor|cannot|without|ohne|\p{L}{2,8}n['’]t)(?!\p{L})/iu;

const SUPERLATIVE =
  /(?<!\p{L})(?!erste|letzte|meiste)\p{L}{3,20}ste[nrms]?(?=\s+\p{Lu})|(?<!\p{L})(?:am \p{L}{3,20}sten|meiste[nrms]?|most|largest|biggest|smallest|best|worst|highest|lowest|oldest|newest|fastest|cheapest|longest|shortest)(?!\p{L})/u;

/** What a claim may say only where its evidence does: how that says it may be put more loosely. */
const SCOPES: readonly (readonly [claim: RegExp, evidence: RegExp])[] = [
  [
    /(?<!\p{L})(?:erste[nrms]?|zuerst|erstmals|first)(?!\p{L})/iu,
    /(?<!\p{L})(?:erste[nrms]?|zuerst|zunächst|erstmals|first|initially|earliest)(?!\p{L})/iu,
  ],
  [
    /(?<!\p{L})(?:letzte[nrms]?|zuletzt|last)(?!\p{L})/iu,
    /(?<!\p{L})(?:letzte[nrms]?|zuletzt|vergangene[nrms]?|last|final|previous|past|latest)(?!\p{L})/iu,
  ],
  [
    /(?<!\p{L})(?:nur|einzige[nrms]?|ausschließlich|only|sole|solely|exclusively)(?!\p{L})/iu,
    /(?<!\p{L})(?:nur|einzige[nrms]?|ausschließlich|lediglich|bloß|allein|only|sole|solely|exclusively|just|merely|alone)(?!\p{L})/iu,
  ],
  [
    /(?<!\p{L})(?:(?<!vor )alle[nrms]?|sämtliche[nrms]?|jede[nrms]?|immer(?! (?:noch|mehr|weiter|wieder|größer|\p{L}+er(?!\p{L})))|stets|all|every|always|entire(?:ly)?)(?!\p{L})/iu,
    /(?<!\p{L})(?:alle[nrms]?|sämtliche[nrms]?|jede[nrms]?|immer|stets|ganze?[nrms]?|gesamte?[nrms]?|all|every(?:one|body|thing)?|each|any|always|entire(?:ly)?|whole)(?!\p{L})/iu,
  ],
  [
    SUPERLATIVE,
    new RegExp(`${SUPERLATIVE.source}|(?<!\\p{L})(?:Most|main|chief|top|Haupt\\p{Ll}+)`, 'u'),
  ],
];

export function isNegated(text: string): boolean {
  return NEGATION.test(text);
}

const OPENING = /^\P{L}{0,4}(?:(ja|doch|yes)|nein|no),\s{1,3}(?=\p{L})/iu;

/**
 * "Yes, it does not", "Nein, es geht": small models say yes or no before they know. What follows is held to
 * the evidence, so of two that clash it stays.
 */
export function withoutClash(text: string): string {
  const opening = OPENING.exec(text);
  if (opening === null) return text;
  const rest = text.slice(opening[0].length);
  const isYes = opening[1] !== undefined;
  return isYes === isNegated(rest) ? rest.charAt(0).toUpperCase() + rest.slice(1) : text;
}

/** What leaves open whether something is so, in German and English. */
const OPEN =
  /(?<!\p{L})(?:ob|whether|umstritten|strittig|fraglich|unklar|ungewiss|angeblich|vermutlich|möglicherweise|vielleicht|disputed|contested|doubtful|unclear|uncertain|allegedly|reportedly|supposedly|possibly|perhaps|maybe)(?!\p{L})/iu;

/** Whether a text says that something may or may not be so: no ground for saying that it is. */
export function isOpen(text: string): boolean {
  return OPEN.test(text);
}

/** Whether a claim says "first", "only", "all" or "largest", or compares, where its evidence does not. */
export function widens(claim: string, evidence: string): boolean {
  if (compares(claim) && !COMPARED.test(evidence)) return true;
  return SCOPES.some(([said, carried]) => said.test(claim) && !carried.test(evidence));
}

const COMPARED =
  /(?<!\p{L})(?:als|than|gegenüber|im Vergleich|verglichen|compared|versus|vs)(?!\p{L})/iu;
/** Of adjectives in German and English, from four letters on. */
const COMPARATIVE = /^(?:\p{L}{2,24}er(?:e[nrms]?)?|more|less|mehr|weniger)$/u;
/** Words that may stand between a comparative and "als" or "than". */
const BETWEEN_WORDS = 3;

/** "louder than", "lauter als", "more cars than". */
function compares(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.some((word, at) => {
    if (word !== 'als' && word !== 'than') return false;
    const before = words.slice(Math.max(0, at - BETWEEN_WORDS - 1), at);
    return before.some((one) => COMPARATIVE.test(one));
  });
}

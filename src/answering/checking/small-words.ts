/** Words that turn a statement round or widen it, in German and English alike. */
const NEGATION =
  /(?<!\p{L})(?:nicht(?! nur)|nichts|kein(?:e|en|em|er|es)?|nie|niemals|niemand|weder|not(?! only)|no|none|never|nobody|neither|nor|cannot|without|ohne|\p{L}{2,8}n['’]t)(?!\p{L})/iu;

const SCOPES: readonly RegExp[] = [
  /(?<!\p{L})(?:erste[nrms]?|zuerst|erstmals|first)(?!\p{L})/iu,
  /(?<!\p{L})(?:letzte[nrms]?|zuletzt|last)(?!\p{L})/iu,
  /(?<!\p{L})(?:nur|einzige[nrms]?|ausschließlich|only|sole|solely|exclusively)(?!\p{L})/iu,
  /(?<!\p{L})(?:alle[nrms]?|sämtliche[nrms]?|jede[nrms]?|immer|stets|all|every|always|entire(?:ly)?)(?!\p{L})/iu,
  /(?<!\p{L})(?!erste|letzte|meiste)\p{L}{3,20}ste[nrms]?(?=\s+\p{Lu})|(?<!\p{L})(?:am \p{L}{3,20}sten|meiste[nrms]?|most|largest|biggest|smallest|best|worst|highest|lowest|oldest|newest|fastest|cheapest|longest|shortest)(?!\p{L})/u,
];

export function isNegated(text: string): boolean {
  return NEGATION.test(text);
}

/** Whether a claim says "first", "only", "all" or "largest" where its evidence does not. */
export function widens(claim: string, evidence: string): boolean {
  return SCOPES.some((scope) => scope.test(claim) && !scope.test(evidence));
}

/** Endings of German nouns that no name has. */
const NOUN_ENDING =
  /(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tat|taten|ismus|nis|nisse|nissen|tum|ment|mente|enz|enzen|anz|ik)$/u;
/** Those of them that no English word shares. */
const GERMAN_ONLY_ENDING = /\p{L}{2}(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften)$/u;
/** Stands in front of a noun; names have none but in set phrases. */
const DETERMINER =
  /^(?:der|die|das|dem|den|des|eine?[mnrs]?|keine?[mnrs]?|welche[mnrs]?|diese[mnrs]?|jede[mnrs]?|im|am|zum|zur|beim|vom|ins)$/u;

/** Whether a folded word ends like a German noun, which has a capital without being a name. */
export function hasGermanNounEnding(foldedWord: string): boolean {
  return NOUN_ENDING.test(foldedWord);
}

/** The same for endings that show the language as well: "Veröffentlichung", never "motion". */
export function hasGermanOnlyEnding(foldedWord: string): boolean {
  return GERMAN_ONLY_ENDING.test(foldedWord);
}

/** Whether a folded word is a German determiner, so that a noun follows. */
export function isGermanDeterminer(foldedWord: string): boolean {
  return DETERMINER.test(foldedWord);
}

const OPENING =
  /^["'„“”»«*_(\s]{0,6}(?:er|sie|es|das|dies|diese[mnrs]?|jene[mnrs]?|dort|damit|dabei|daher|dafür|dagegen|darin|darauf|daraus|danach|davon|dazu|deshalb|seine?[mnrs]?|ihre?[mnrs]?|beide[nrs]?|letztere[nrs]?|ersteres?|it|this|that|these|those|they|he|she|his|her|its|their|both|there|the (?:latter|former)|such|hence|therefore)(?![\p{L}\p{N}])/iu;

/** Whether a sentence begins with a word that stands for something said before it. */
export function pointsBack(sentence: string): boolean {
  return OPENING.test(sentence);
}

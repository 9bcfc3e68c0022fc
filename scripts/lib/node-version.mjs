/** The oldest Node Cria runs on; the same as `engines` in package.json. */
export const MINIMUM_NODE = '20.19.0';

const numbers = (version) => version.replace(/^v/, '').split('.').map(Number);

/** Null when `version` is new enough, else a sentence that says what to do. */
export function nodeVersionProblem(version, minimum = MINIMUM_NODE) {
  const actual = numbers(version);
  const wanted = numbers(minimum);
  for (let i = 0; i < 3; i += 1) {
    if (actual[i] > wanted[i]) return null;
    if (actual[i] < wanted[i]) {
      return `Cria needs Node ${minimum} or newer; this is ${version}. Install a current Node and run this again.`;
    }
  }
  return null;
}

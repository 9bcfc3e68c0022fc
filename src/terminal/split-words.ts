/** Ends of a quoted part, by what begins it. An apostrophe inside a word begins none. */
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
]);

/**
 * The words of a line. `name:"two words"` is one word, without its quotes; quotes elsewhere are part
 * of what was written, and a quote that is never closed is an ordinary character.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let rest = line.trim();
  while (rest !== '') {
    const name = /^[\p{L}_-]+:(?=["'“„])/u.exec(rest)?.[0];
    const quoted = name === undefined ? null : quotedValue(rest.slice(name.length));
    if (name !== undefined && quoted !== null) {
      words.push(name + quoted.value);
      rest = quoted.rest.trimStart();
      continue;
    }
    const word = /^\S+/u.exec(rest)?.[0] ?? '';
    words.push(word);
    rest = rest.slice(word.length).trimStart();
  }
  return words;
}

function quotedValue(text: string): { value: string; rest: string } | null {
  const end = text.indexOf(QUOTES.get(text.charAt(0)) ?? '"', 1);
  if (end <= 1 || /^\S/u.test(text.slice(end + 1))) return null;
  return { value: text.slice(1, end), rest: text.slice(end + 1) };
}

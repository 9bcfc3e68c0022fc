/** Bytes that are looked at. */
const SAMPLE_BYTES = 16_384;
/** Least letters of an alphabet that show which encoding they are in. */
const MIN_CYRILLIC = 20;
const MIN_MAC = 2;
/** Least sequences of a text that was encoded twice; one alone may be written about. */
const MIN_DOUBLED = 2;
/** Share of what is not ASCII that has to be such sequences. */
const MIN_DOUBLED_SHARE = 0.9;

/** ä ö ü é è à ê ç of Mac OS: in windows-1252 these bytes are letters that hardly any text has, or nothing. */
const MAC_LETTERS: ReadonlySet<number> = new Set([0x8a, 0x9a, 0x9f, 0x8e, 0x8f, 0x88, 0x90, 0x8d]);

/**
 * Encoding of bytes that are no UTF-8 and that nothing names, by their letters: Cyrillic writes whole words with
 * high bytes, Mac OS has its umlauts where windows-1252 has hardly a letter. Null for anything else.
 */
export function guessEncoding(bytes: Uint8Array): 'windows-1251' | 'koi8-r' | 'macintosh' | null {
  const head = bytes.subarray(0, SAMPLE_BYTES);
  const count = (isOne: (byte: number, at: number) => boolean): number =>
    head.reduce((sum, byte, at) => sum + Number(isOne(byte, at)), 0);
  const isBeside = (at: number): boolean =>
    isAsciiLetter(head[at - 1]) || isAsciiLetter(head[at + 1]);
  const lower = count((byte) => byte >= 0xe0);
  const high = count((byte) => byte >= 0xc0);
  const western = count((byte, at) => byte >= 0xc0 && isBeside(at));
  if (high >= MIN_CYRILLIC && high > count(isAsciiLetter) && western * 4 < high) {
    return lower * 2 > high ? 'windows-1251' : 'koi8-r'; // small letters are more than capitals
  }
  const mac = count((byte, at) => MAC_LETTERS.has(byte) && isBeside(at));
  return mac >= MIN_MAC && mac > western ? 'macintosh' : null;
}

function isAsciiLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** A letter's bytes in UTF-8, each read as a letter of windows-1252: "Ã¼". */
const DOUBLED =
  /[\u00C2-\u00F4][\u0080-\u00BF\u0152-\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]{1,3}/gu;

/**
 * A text that was encoded as UTF-8 twice, put right ("FÃ¼r" is "Für"); any other as it is.
 * @param windows1252 the characters at 0x80 to 0x9F
 */
export function undoubled(text: string, windows1252: string): string {
  const others = text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  const found = text.match(DOUBLED) ?? [];
  const chars = found.reduce((sum, { length }) => sum + length, 0);
  if (found.length < MIN_DOUBLED || chars < others * MIN_DOUBLED_SHARE) return text;
  return text.replace(DOUBLED, (sequence) => {
    const bytes = Array.from(sequence, (sign) => {
      const at = windows1252.indexOf(sign);
      return at < 0 ? sign.charCodeAt(0) : at + 0x80;
    });
    if (bytes.some((byte) => byte > 0xff)) return sequence;
    const read = new TextDecoder().decode(Uint8Array.from(bytes));
    return read.includes('\uFFFD') ? sequence : read;
  });
}

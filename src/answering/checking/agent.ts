import { foldText } from '../../text/fold-word.ts';

const AGENT = {
  de: /(?<!\p{L})(?:von|durch)\s+((?:\p{Lu}[\p{L}\p{N}-]*\s?){1,4})/gu,
  en: /(?<!\p{L})by\s+((?:\p{Lu}[\p{L}\p{N}-]*\s?){1,4})/gu,
} as const;
const PASSIVE = /(?<!\p{L})(?:wurden?|wird|werden|worden|was|were|is|are|been|being)(?!\p{L})/iu;

/** Who did it in a passive sentence ("founded by A"), folded; null where none is named. */
function agentOf(text: string, language: string): string | null {
  if (!PASSIVE.test(text)) return null;
  const [match] = text.matchAll(language === 'de' ? AGENT.de : AGENT.en);
  return match?.[1] === undefined ? null : foldText(match[1]);
}

/**
 * Whether a claim turns round who did what to whom: both sentences are passive and name a doer, and
 * each one's doer is, in the other, somebody else than the doer.
 */
export function isReversed(
  claim: { readonly text: string; readonly language: string },
  evidence: { readonly text: string; readonly language: string },
): boolean {
  const said = agentOf(claim.text, claim.language);
  const stated = agentOf(evidence.text, evidence.language);
  if (said === null || stated === null || said === stated) return false;
  if (said.includes(stated) || stated.includes(said)) return false;
  return ` ${foldText(evidence.text)} `.includes(` ${said} `);
}

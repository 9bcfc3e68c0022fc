import { FALLBACK_LANGUAGE } from '../../domain/language.ts';
import { languageByLetters, sureLanguage, thirdLanguage } from '../../text/detect-language.ts';
import { splitByFences } from '../chunking/markdown-fences.ts';

/** From here on a text is long enough to know its language better than what is said about it. */
const LONG_TEXT_CHARS = 600;

/**
 * Language of a Markdown body: a third one where its prose clearly is in one, else one of those of
 * `src/domain/language.ts`, from its first prose, or from the whole body when that is undecided.
 * `FALLBACK_LANGUAGE` when neither tells.
 */
export function articleLanguage(body: string): string {
  const prose = proseOf(body);
  return (
    thirdLanguage(prose) ?? languageByLetters(prose) ?? languageByLetters(body) ?? FALLBACK_LANGUAGE
  );
}

/** Language of a document that says `declared`: pages and programs often name one they were set to. */
export function documentLanguage(body: string, declared: string | null): string {
  const prose = proseOf(body);
  const sure = prose.length >= LONG_TEXT_CHARS ? sureLanguage(prose) : null;
  return sure ?? declared ?? articleLanguage(body);
}

function proseOf(body: string): string {
  return splitByFences(body.split('\n'))
    .filter((run) => !run.isCode)
    .flatMap((run) => run.lines)
    .join('\n')
    .replace(/`[^`\n]*`/gu, ' ');
}

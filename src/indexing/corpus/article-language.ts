import { FALLBACK_LANGUAGE } from '../../domain/language.ts';
import { languageByLetters } from '../../text/detect-language.ts';
import { splitByFences } from '../chunking/markdown-fences.ts';

/**
 * Language of a Markdown body, among the languages of `src/domain/language.ts`: from its first
 * prose, or from the whole body when that is undecided. `FALLBACK_LANGUAGE` when neither tells.
 */
export function articleLanguage(body: string): string {
  const prose = splitByFences(body.split('\n'))
    .filter((run) => !run.isCode)
    .flatMap((run) => run.lines)
    .join('\n')
    .replace(/`[^`\n]*`/gu, ' ');
  return languageByLetters(prose) ?? languageByLetters(body) ?? FALLBACK_LANGUAGE;
}

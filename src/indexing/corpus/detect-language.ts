import { eld } from 'eld/small';
import { FALLBACK_LANGUAGE, LANGUAGES } from '../../domain/language.ts';
import { splitByFences } from '../chunking/markdown-fences.ts';

const SAMPLE_CHARS = 4_000;

const detector = eld.newInstance();
detector.setLanguageSubset([...LANGUAGES]);

/**
 * Language of a Markdown body, among the languages of `src/domain/language.ts`: from its first
 * prose, or from the whole body when that is undecided. `FALLBACK_LANGUAGE` when neither tells.
 */
export function detectLanguage(body: string): string {
  const prose = splitByFences(body.split('\n'))
    .filter((run) => !run.isCode)
    .flatMap((run) => run.lines)
    .join('\n')
    .replace(/`[^`\n]*`/gu, ' ');
  const found = detector.detect(prose.slice(0, SAMPLE_CHARS)).language;
  if (found !== '') return found;
  const whole = detector.detect(body).language;
  return whole === '' ? FALLBACK_LANGUAGE : whole;
}

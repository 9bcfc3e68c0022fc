import type { Answer } from '../../domain/answer.ts';
import type { Language } from '../../domain/language.ts';
import type { NoteWords } from '../views/note-words.ts';

/** What is known of how a question was answered. */
export interface NotedAnswer {
  readonly answer: Answer;
  /** In neither German nor English. */
  readonly isThirdLanguage: boolean;
  /** Whether meanings were compared, or words alone. */
  readonly hasVectors: boolean;
  /** Language of each article. */
  readonly languages: readonly string[];
  readonly words: (language: Language) => NoteWords;
}

/** Articles that are named as the nearest. */
const NEAREST = 3;

/** The answer with what has to be said about its language and its search. */
export function withNotes(noted: NotedAnswer): Answer {
  const { answer, isThirdLanguage, hasVectors, languages } = noted;
  const words = noted.words(answer.language);
  const other = answer.language === 'de' ? 'en' : 'de';
  const countOf = (language: string): number => languages.filter((one) => one === language).length;
  const isForeign = countOf(other) > countOf(answer.language);
  const isOneSided = !hasVectors && answer.reason === 'no-evidence' && isForeign;
  const titles = [...new Set(answer.passages.map(({ passage }) => passage.title))];
  const text = isOneSided ? words.wordsOnly(titles.slice(0, NEAREST)) : answer.answer;
  const notes = [
    ...(isThirdLanguage ? [words.thirdLanguage] : []),
    ...(answer.note === undefined ? [] : [answer.note]),
  ];
  return { ...answer, ...(notes.length === 0 ? {} : { note: notes.join(' ') }), answer: text };
}

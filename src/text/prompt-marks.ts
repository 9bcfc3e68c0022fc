import type { Language } from '../domain/language.ts';

/** A mark that models use by themselves when there is no answer; no article and no question can write it. */
export const NO_ANSWER = 'NO_ANSWER';

/** What the model is told to write when there is no answer, in plain words: of a mark, small models make "YES". */
export const NOT_STATED: Readonly<Record<Language, string>> = {
  de: 'Keine Angabe',
  en: 'Not stated',
};

/** What the parts of our prompts are headed with; untrusted text cannot begin a line so. */
export const PROMPT_LABELS: Readonly<
  Record<Language, Readonly<Record<'passages' | 'question' | 'answer' | 'lastQuestion', string>>>
> = {
  de: {
    passages: 'Passagen',
    question: 'Frage',
    answer: 'Antwort',
    lastQuestion: 'Letzte Frage',
  },
  en: {
    passages: 'Passages',
    question: 'Question',
    answer: 'Answer',
    lastQuestion: 'Last question',
  },
};

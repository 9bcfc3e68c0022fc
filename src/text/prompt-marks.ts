import type { Language } from '../domain/language.ts';

/** What the model writes, alone, when the passages hold no answer. */
export const NO_ANSWER = 'NO_ANSWER';

/** The same in plain words, which small models do not turn into a "YES_ANSWER". */
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

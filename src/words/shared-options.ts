/*
 * Options that several commands have, worded once. Each is a `CommandOption` of the application.
 */

/** In which language the reply is written. */
export function languageOption(description: { readonly de: string; readonly en: string }) {
  return {
    kind: 'choice',
    key: 'language',
    name: { de: 'sprache', en: 'language' },
    description,
    choices: [
      { value: 'de', label: { de: 'Deutsch', en: 'German' } },
      { value: 'en', label: { de: 'Englisch', en: 'English' } },
    ],
  } as const;
}

/** Whether only the asker sees the reply. */
export function privateOption(description: { readonly de: string; readonly en: string }) {
  return {
    kind: 'flag',
    key: 'private',
    name: { de: 'privat', en: 'private' },
    description,
  } as const;
}

/** What `npm run receipt` says beside the receipt. For whoever runs Cria, and in English. */
export const receiptWords = {
  unknown: (id: string, days: number) =>
    `receipt: there is no answer ${id}; answers are kept for ${days} days, and not those of "npm run ask".`,
  noIndex: 'There is no index to search again. Run "npm run reindex" first.',
  same: 'Searched again: the same passages, in the same order.',
  moved: 'Searched again: the same passages, in another order.',
  changed: (gone: readonly string[], added: readonly string[]) =>
    [
      'Searched again: other passages.',
      ...gone.map((id) => `- no longer found: ${id}`),
      ...added.map((id) => `- found now: ${id}`),
    ].join('\n'),
  given: 'Not searched again: the passages were those of the answer before.',
  wordsAlone: 'By words alone: the embedding model of the index cannot be reached now.',
  index: (then: string | null, now: string) =>
    then === now ? `Index: the same (${now}).` : `Index: ${then ?? 'none'} then, ${now} now.`,
  model: (then: string, now: string) =>
    then === now ? `Model: the same (${now}).` : `Model: ${then} then, ${now} now.`,
} as const;

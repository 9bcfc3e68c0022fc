/** Digests of the weights of both models on one server; null for a model that it lacks. */
export interface ServerWeights {
  readonly chat: string | null;
  readonly embedder: string | null;
}

/**
 * The weights that most servers have, as far as each was ever seen: a server that is down keeps its
 * vote, so that an odd one does not take over meanwhile. On a tie those agreed on before stay, else
 * the server that is listed first decides. A model that a server lacks is no vote for that model.
 */
export function agreedWeights(
  seen: readonly (ServerWeights | null)[],
  before: ServerWeights,
): ServerWeights {
  const most = (model: keyof ServerWeights): string | null => {
    const votes = seen.flatMap((weights) => weights?.[model] ?? []);
    const count = (digest: string): number => votes.filter((vote) => vote === digest).length;
    const inOrder = [...(before[model] === null ? [] : [before[model]]), ...votes];
    return inOrder.reduce<string | null>(
      (best, digest) => (best === null || count(digest) > count(best) ? digest : best),
      null,
    );
  };
  return { chat: most('chat'), embedder: most('embedder') };
}

/** Models of a server whose weights are others than those agreed on. */
export function differingModels(
  weights: ServerWeights | null,
  agreed: ServerWeights,
): readonly (keyof ServerWeights)[] {
  return (['chat', 'embedder'] as const).filter((model) => {
    const own = weights?.[model] ?? null;
    return own !== null && agreed[model] !== null && own !== agreed[model];
  });
}

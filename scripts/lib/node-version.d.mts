export const MINIMUM_NODE: string;
export function nodeVersionProblem(version: string, minimum?: string): string | null;

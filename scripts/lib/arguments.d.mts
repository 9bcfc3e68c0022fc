export const USAGE: string;
export interface QuickstartArguments {
  offline: boolean;
  help: boolean;
  unknown: string | null;
}
export function parseArguments(argv: readonly string[]): QuickstartArguments;

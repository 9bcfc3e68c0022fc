export const USAGE: string;
export interface QuickstartArguments {
  offline: boolean;
  /** Whether models may be downloaded; null: not said. */
  download: 'yes' | 'no' | null;
  help: boolean;
  unknown: string | null;
}
export function parseArguments(argv: readonly string[]): QuickstartArguments;

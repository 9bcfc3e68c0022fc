import type {
  CommandCall,
  GivenFile,
  OptionValue,
  SurfaceAbilities,
} from '../application/command.ts';
import type { SessionMemory } from '../application/session-memory.ts';
import { OPERATOR_ID } from '../domain/documents.ts';
import type { Language } from '../domain/language.ts';

/** Whoever sits in front of the machine: nobody else can type there. */
export const OPERATOR = { kind: 'operator', id: OPERATOR_ID } as const;

/** A terminal: what is said there goes to one person, and is gone when the window is. */
export const TERMINAL: SurfaceAbilities = {
  way: 'terminal',
  buttons: false,
  privateReplies: true,
  storage: false,
};

/** What was typed, or given on the command line. */
export interface OperatorInput {
  readonly options?: ReadonlyMap<string, OptionValue>;
  readonly files?: ReadonlyMap<string, GivenFile>;
  readonly session?: SessionMemory | undefined;
}

/** A call from the machine itself, about the shared corpus. */
export function operatorCall(
  language: Language,
  { options = new Map(), files = new Map(), session }: OperatorInput = {},
): CommandCall {
  const nowhere = { guildId: null, place: null };
  return { caller: OPERATOR, surface: TERMINAL, ...nowhere, language, options, files, session };
}

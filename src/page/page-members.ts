import type { Caller } from '../application/command.ts';
import { OPERATOR_ID } from '../domain/documents.ts';

/** The page as a server of its own: its settings, articles and answers are kept under this id. */
export const PAGE_GUILD_ID = '100000000000000000';
/** The channel that is there from the start. */
export const MAIN_CHANNEL_ID = '100000000000000001';
/** Threads are numbered from here. */
export const FIRST_THREAD_ID = 100_000_000_000_001n;
/** A role some members have, for settings to name. */
export const TEAM_ROLE_ID = '100000000000000002';

/** Somebody the page can be used as. */
export interface PageMember {
  readonly id: string;
  readonly name: string;
  readonly isOperator: boolean;
  readonly roleIds: readonly string[];
}

/** Two members, so that rights and privacy can be tried, and whoever runs the bot. */
export const PAGE_MEMBERS: readonly PageMember[] = [
  { id: '100000000000000011', name: 'Alex', isOperator: false, roleIds: [TEAM_ROLE_ID] },
  { id: '100000000000000012', name: 'Robin', isOperator: false, roleIds: [] },
  { id: OPERATOR_ID, name: 'Operator', isOperator: true, roleIds: [] },
];

/** Null for an id nobody has. */
export function pageMember(id: unknown): PageMember | null {
  return PAGE_MEMBERS.find((member) => member.id === id) ?? null;
}

/** Who calls: the operator only where the page says so. */
export function callerOf({ id, isOperator, roleIds }: PageMember): Caller {
  return isOperator
    ? { kind: 'operator', id }
    : { kind: 'member', id, roleIds, isModerator: false };
}

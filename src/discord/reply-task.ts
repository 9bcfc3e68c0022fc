import type { CommandCall, CommandContext, Preparation } from '../application/command.ts';

/** A reply that is to be written. */
export interface ReplyTask {
  /** For the log. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly call: CommandCall;
  /** Asked again by a button when a restart interrupts the reply; absent: nothing. */
  readonly question?: string;
  /** Ends with exactly one `reply.finish`, or throws. */
  readonly execute: (context: CommandContext) => Promise<void>;
}

/** What was prepared, as a task. */
export function replyTask(
  name: string,
  call: CommandCall,
  prepared: Extract<Preparation, { ok: true }>,
): ReplyTask {
  const { isPrivate, question, run: execute } = prepared;
  return { name, call, isPrivate, execute, ...(question === undefined ? {} : { question }) };
}

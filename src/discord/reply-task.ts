import type { CommandCall, Prepared } from '../application/command.ts';

/** A reply that is to be written. */
export interface ReplyTask {
  /** For the log. */
  readonly name: string;
  readonly call: CommandCall;
  readonly prepared: Prepared;
}

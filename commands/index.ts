import type { Command } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { ask } from './ask.ts';
import { help } from './help.ts';
import { status } from './status.ts';

/** Everything a user can type, in the order it is listed. */
export const commands: readonly Command<Services>[] = [ask, help, status];

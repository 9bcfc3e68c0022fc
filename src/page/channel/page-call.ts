import type {
  CommandCall,
  GivenFile,
  OptionValue,
  SurfaceAbilities,
} from '../../application/command.ts';
import type { Language } from '../../domain/language.ts';
import { callerOf, PAGE_GUILD_ID, type PageMember } from '../page-members.ts';
import type { PageChannel } from './page-channel.ts';

/** What the page can do with a reply. */
export const PAGE: SurfaceAbilities = {
  way: 'page',
  buttons: true,
  privateReplies: true,
  storage: true,
};

/** Who does something, where and in which language. */
export interface Doing {
  readonly member: PageMember;
  readonly channelId: string;
  readonly language: Language;
}

/** What came with it. */
export interface CallInput {
  readonly options: ReadonlyMap<string, OptionValue>;
  readonly files?: ReadonlyMap<string, GivenFile>;
}

/** A call from the page. */
export function pageCall(
  { member, channelId, language }: Doing,
  channel: Pick<PageChannel, 'place'>,
  { options, files = new Map() }: CallInput = { options: new Map() },
): CommandCall {
  return {
    caller: callerOf(member),
    surface: PAGE,
    language,
    guildId: PAGE_GUILD_ID,
    place: channel.place(channelId),
    options,
    files,
  };
}

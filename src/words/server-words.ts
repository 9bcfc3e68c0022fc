import type { Language } from '../domain/language.ts';
import type { GuildSettings } from '../domain/stores.ts';

/** What is said where several people share the bot: rights, limits, settings, privacy, opinions. */
export interface ServerWords {
  /** Why a question is not taken, and what to do. */
  readonly refusal: {
    /** `channels`: those that are allowed, as mentions; empty: any other. */
    'channel-denied'(channels: readonly string[]): string;
    /** `roles`: those that may ask, as mentions. */
    'role-missing'(roles: readonly string[]): string;
    'cool-down'(seconds: number): string;
    'daily-limit-user'(limit: number, hours: number): string;
    'daily-limit-guild'(limit: number, hours: number): string;
    readonly 'queue-full': string;
    readonly 'guild-queue-full': string;
    readonly 'user-queue-full': string;
    /** To somebody who does not manage the server. */
    readonly 'not-moderator': string;
    /** To somebody who may not change what is known: neither manages the server nor has a role for it. */
    'not-knowledge-keeper'(roles: readonly string[]): string;
    /** To a command that needs a server, in a direct message. */
    readonly 'not-in-server': string;
    /** To Stop, pressed by another than the asker. */
    readonly 'not-yours': string;
    /** To somebody who marks what others asked as solved. */
    readonly 'not-asker': string;
    /** To Stop, after the end. */
    readonly 'not-running': string;
    /** To a button whose answer is gone, or not the caller's to see. */
    readonly 'answer-gone': string;
    /** To a mention without a question. */
    readonly 'no-question': string;
    /** To a mention where answers are for the asker only. */
    readonly 'private-here': string;
  };
  readonly buttons: {
    readonly stop: string;
    readonly sources: string;
    readonly regenerate: string;
    /** "In the other language", in the present one, by the other one. */
    readonly otherLanguage: Readonly<Record<Language, string>>;
    readonly up: string;
    readonly down: string;
    readonly askOn: string;
    /** Of the menu with what is done less often. */
    readonly more: string;
    readonly openThread: string;
    readonly solved: string;
    readonly why: string;
    readonly retry: string;
    readonly resetSettings: string;
    readonly forget: string;
    readonly cancel: string;
  };
  readonly thread: {
    /** `channel` as a mention. */
    opened(channel: string): string;
    readonly refused: string;
  };
  /** Titles and labels have 45 characters at most. */
  readonly forms: {
    readonly askOnTitle: string;
    readonly askOnLabel: string;
    readonly askAboutTitle: string;
    readonly askAboutLabel: string;
    readonly downTitle: string;
    readonly downLabel: string;
  };
  /** Question made of a message that is to be explained. */
  explain(message: string): string;
  readonly noSources: string;
  readonly feedback: {
    readonly up: string;
    readonly down: string;
    /** Of a thread or a post. */
    readonly solved: string;
    readonly reason: string;
  };
  readonly settings: {
    readonly title: string;
    /** The settings, one line each; ids as mentions are not shown to ping anybody. */
    lines(settings: GuildSettings): readonly string[];
    readonly changed: string;
    readonly askReset: string;
    readonly kept: string;
    readonly reset: string;
    /** By field of the settings, what is wrong. */
    problem(field: keyof GuildSettings): string;
  };
  readonly privacy: {
    readonly title: string;
    readonly intro: string;
    readonly forget: string;
    /** By kind of stored data: what it is. */
    readonly kinds: Readonly<
      Record<
        | 'answers'
        | 'feedback'
        | 'conversations'
        | 'pending-replies'
        | 'poll-votes'
        | 'channel-polls'
        | 'daily-counts'
        | 'guild-settings'
        | 'added-articles'
        | 'left-servers',
        string
      >
    >;
    kept(how: number | 'until-answered' | 'day' | 'until-changed'): string;
    readonly notForgettable: string;
  };
  /** Asked before it is done. */
  readonly askForget: string;
  readonly notForgotten: string;
  forgotten(counts: {
    readonly answers: number;
    readonly feedback: number;
    readonly turns: number;
  }): string;
  readonly suggestion: {
    aboutArticle(title: string): string;
    aboutSection(title: string, section: string): string;
  };
}

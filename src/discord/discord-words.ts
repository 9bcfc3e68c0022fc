import type { Language } from '../domain/language.ts';

/** The few sentences the surface says on its own. Plain text or Markdown, no mention, under 500 characters. */
export interface DiscordWords {
  /** Stands in a reply that has nothing to show yet. */
  working(language: Language): string;
  /** Heading of the list below an answer. */
  sources(language: Language): string;
  /** Heading of a reply that the bot's shutdown cut short. */
  interrupted(language: Language): string;
  /** Heading of a reply that its asker stopped. */
  stopped(language: Language): string;
  /** Heading of a reply that Discord lets nobody edit any longer (15 minutes), so that it ends here. */
  tokenEnded(language: Language): string;
  /** Answer to a command this bot does not have (any longer). */
  unknownCommand(language: Language): string;
  /** Answer to a button, menu or form this bot does not have (any longer). */
  unknownAction(language: Language): string;
  /** Answer to anything that arrives while the bot shuts down. */
  shuttingDown(language: Language): string;
  /** Label of the button below an interrupted reply. */
  retry(language: Language): string;
  /** Answer to Stop, pressed by another than the asker. */
  notYours(language: Language): string;
  /** Answer to Stop, after the end. */
  notRunning(language: Language): string;
  /** Answer to a mention without a question. */
  noQuestion(language: Language): string;
  /** Said once in a server the bot was invited to. */
  greeting(language: Language): string;
  /** Instead of an answer that Discord did not take in any form. */
  notAccepted(language: Language): string;
  /** Answer to a menu of a message that is being answered already. */
  alreadyAnswering(language: Language): string;
  /** Answer to a reply to an answer that arrived without its text. */
  howToFollowUp(language: Language): string;
}

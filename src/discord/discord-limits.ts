/** Every number Discord sets, with its source, and the spacing Cria chose to stay below it. */

// https://docs.discord.com/developers/resources/message#create-message
/** Characters of a message. Counted in UTF-16 units, never fewer than Discord's own count. */
export const MAX_MESSAGE_CHARS = 2_000;

// https://docs.discord.com/developers/components/reference#button
export const MAX_BUTTONS_PER_ROW = 5;
export const MAX_BUTTON_ROWS = 5;
export const MAX_BUTTON_LABEL_CHARS = 80;
export const MAX_CUSTOM_ID_CHARS = 100;
// https://docs.discord.com/developers/components/reference#string-select
export const MAX_MENU_ENTRIES = 25;

// https://docs.discord.com/developers/resources/channel#start-thread-from-message
export const MAX_THREAD_NAME_CHARS = 100;

// https://docs.discord.com/developers/resources/poll
export const MAX_POLL_QUESTION_CHARS = 300;
export const MAX_POLL_ANSWER_CHARS = 55;
export const MAX_POLL_HOURS = 768; // 32 days
/** How long a debate waits to hear how the poll before it stands. */
export const POLL_READ_LIMIT_MS = 5_000;

// https://docs.discord.com/developers/interactions/application-commands
export const MAX_COMMANDS = 100;
export const MAX_COMMAND_OPTIONS = 25;
export const MAX_SUBCOMMANDS = 25;
export const MAX_OPTION_CHOICES = 25;
export const MAX_NAME_CHARS = 32;
export const MAX_DESCRIPTION_CHARS = 100;
export const MAX_CHOICE_CHARS = 100;
export const MAX_TEXT_OPTION_CHARS = 6_000;
/** Names, descriptions and choice values of one command together. */
export const MAX_COMMAND_CHARS = 8_000;
export const COMMAND_NAME = /^[-_\p{L}\p{N}]{1,32}$/u;

// https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback
export const INTERACTION_TOKEN_LIFETIME_MS = 900_000; // 15 minutes
/** The reply leaves the token this long before its end, so that there is time for a last edit. */
export const INTERACTION_TOKEN_MARGIN_MS = 60_000; // 1 minute

// Seen on every message route: 5 requests per 5 s and channel, edits and new messages together
// (X-RateLimit-Limit, X-RateLimit-Reset-After). 1.2 s keeps any window of 5 s at 5 or fewer.
export const EDIT_SPACING_MS = 1_200;
/** Widest spacing after repeated 429s. */
export const MAX_EDIT_SPACING_MS = 9_600;
/** Requests of a channel that must pass without a 429 before its spacing is halved again. */
export const SENDS_BEFORE_RECOVERY = 5;

/** Attempts for a final edit that fails for a passing reason, and the wait between two. */
export const FINAL_EDIT_ATTEMPTS = 4;
export const FINAL_EDIT_RETRY_MS = 2_000;

/** How long closing waits for running commands to end, and starting for READY. */
export const CLOSE_GRACE_MS = 10_000;
export const DISCONNECT_TIMEOUT_MS = 2_000;
export const READY_TIMEOUT_MS = 60_000; // 1 minute
/** A message at least this full ends before a paragraph that does not fit; a shorter one is filled. */
export const MIN_MESSAGE_FILL_CHARS = 1_000;
/**
 * A list or fence that does not fit begins a new message behind this much text, however long it gets
 * to be: while it streams in, it moves once and not back again.
 */
export const MIN_FILL_BEFORE_BLOCK_CHARS = 500;
/** How long the download of an attachment may take. */
export const ATTACHMENT_TIMEOUT_MS = 60_000; // 1 minute
/** Longest title shown in the list of sources. */
export const MAX_SOURCE_TITLE_CHARS = 200;
/** Longest question that is quoted above its answer, in characters. */
export const MAX_QUOTED_CHARS = 200;

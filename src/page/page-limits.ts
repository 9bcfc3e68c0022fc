/** Port of the page where none is set; the next free one where it is taken. */
export const DEFAULT_PORT = 7842;
/** Largest body of a request without a file, in bytes. */
export const MAX_JSON_BYTES = 65_536;
/** What a request with a file may have beside it, in bytes. */
export const MAX_FORM_BYTES = 65_536;
/** Files that are handed in at once; each is held in memory. */
export const MAX_UPLOADS = 3;
/** How long a browser may take to send a request with a file. */
export const REQUEST_TIMEOUT_MS = 120_000; // 2 minutes
/** How long it may take to send what stands before the body. */
export const HEADERS_TIMEOUT_MS = 15_000; // 15 seconds
/** Streams at once; a tab has one. */
export const MAX_STREAMS = 16;
/** Connections at once, whatever they are for. */
export const MAX_CONNECTIONS = 128;
/** Commands that run at once. */
export const MAX_RUNNING = 20;
/** Messages that are kept; the oldest go first. */
export const MAX_MESSAGES = 500;
/** Threads that are kept. */
export const MAX_THREADS = 50;
/** What is gone is told to who was away as long as it is among so many. */
export const MAX_GONE = 1_000;
/** Without news a stream says that it is alive so often. */
export const HEARTBEAT_MS = 15_000; // 15 seconds
/** Browsers that are signed in; the one that signed in first goes first. */
export const MAX_SESSIONS = 50;
/** How long a browser stays signed in. */
export const SESSION_LIFETIME_MS = 43_200_000; // 12 hours
/** Wrong passwords within `PASSWORD_WINDOW_MS`, of everybody together. */
export const MAX_WRONG_PASSWORDS = 10;
export const PASSWORD_WINDOW_MS = 60_000; // 1 minute
/** Longest text that is drawn of one message, in characters. */
export const MAX_DRAWN_CHARS = 60_000;
/** Nodes of one message; what is behind them is left out. */
export const MAX_NODES = 60_000;
/** Longest title of a thread, in characters. */
export const MAX_THREAD_NAME_CHARS = 100;
/** Longest title of a source, in characters. */
export const MAX_TITLE_CHARS = 200;
/** Suggestions for one option, and their longest value in characters. */
export const MAX_SUGGESTIONS = 25;
export const MAX_SUGGESTION_CHARS = 100;
/** How long running commands may take to end when the page closes. */
export const CLOSE_GRACE_MS = 3_000;

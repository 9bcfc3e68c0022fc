/** How Cria names itself to the pages it reads. */
export const USER_AGENT = "CriaBot/0.1 (reads one page on a moderator's request)";
/** What `robots.txt` calls it. */
export const ROBOT_NAME = 'CriaBot';

/** Longest address, in characters. */
export const MAX_ADDRESS_CHARS = 2_000;
/** Ports of the web; anything else is no page. */
export const ALLOWED_PORTS: readonly number[] = [80, 443, 8080, 8443];
export const MAX_REDIRECTS = 5;

/** Longest time for one page with its redirects and `robots.txt`. */
export const MAX_FETCH_MS = 30_000; // 30 seconds
/** Longest wait for the head of one response, with name, connection and TLS. */
export const MAX_HEAD_MS = 10_000; // 10 seconds
/** Longest silence while a body comes in; noticed after one to two times as long. */
export const MAX_IDLE_MS = 5_000; // 5 seconds

/** Largest body, in bytes, packed and unpacked. */
export const MAX_PAGE_BYTES = 10_000_000; // 10 MB
/** Largest `robots.txt`, in bytes; a larger one is read up to here. */
export const MAX_ROBOTS_BYTES = 500_000; // 500 kB
/** Most rules of a `robots.txt` that are kept; later ones count for nothing. */
export const MAX_ROBOTS_RULES = 5_000;
export const MAX_HEADER_BYTES = 32_768; // 32 KiB

/** How long the rules of a site are remembered. */
export const ROBOTS_LIFETIME_MS = 3_600_000; // 1 hour
/** How long it is remembered that a site did not give any. */
export const ROBOTS_FAILURE_LIFETIME_MS = 60_000; // 1 minute
/** Most sites whose rules are remembered; the oldest go first. */
export const MAX_ROBOTS_ENTRIES = 200;

/** Most pages that are fetched at once. */
export const MAX_FETCHES = 4;

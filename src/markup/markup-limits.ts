/** Widest table shown as an aligned block; wider ones become lists. Columns of a phone's screen. */
export const MAX_TABLE_COLUMNS = 56;
/** Longest address that is shown as a link, in characters. */
export const MAX_LINK_CHARS = 500;

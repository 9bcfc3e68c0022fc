/** Longest article that is taken out of a document, in characters of Markdown. */
export const MAX_ARTICLE_CHARS = 1_000_000;
/** Most pages of a PDF, and most chapters of an EPUB. */
export const MAX_PAGES = 500;
/** Longest time one document may take, with the start of its process. */
export const MAX_EXTRACTION_MS = 30_000; // 30 seconds
/** JavaScript heap of the process that reads a document, in MB. */
export const MAX_HEAP_MB = 512;
/** Memory of that process in all, in bytes: the heap limit leaves out buffers. */
export const MAX_PROCESS_BYTES = 700_000_000; // 700 MB
/** How often the process looks at its memory. */
export const MEMORY_CHECK_MS = 50;
/** Documents that are read at once. */
export const MAX_EXTRACTIONS = 2;
/** Documents that wait for their turn. */
export const MAX_WAITING_EXTRACTIONS = 20;
/** Largest share of the places, and of places and line together, that one server may have. */
export const MAX_SERVER_SHARE = 0.5;
/** Documents one process reads before it is replaced. */
export const MAX_READS_OF_PROCESS = 50;
/** How long a process waits for its next document. */
export const MAX_IDLE_PROCESS_MS = 3_000; // 3 seconds
/** Most files in a DOCX or EPUB. */
export const MAX_ZIP_ENTRIES = 5_000;
/** Most bytes all files of a DOCX or EPUB may unpack to. */
export const MAX_UNZIPPED_BYTES = 100_000_000; // 100 MB
/** How many times larger than packed a file of more than `RATIO_FREE_BYTES` may be; text packs 3 to 20 times. */
export const MAX_ZIP_RATIO = 200;
/** Files up to this size may be packed as tightly as they like. */
export const RATIO_FREE_BYTES = 1_000_000; // 1 MB
/** Deepest nesting of elements; articles rarely pass 50. */
export const MAX_NESTING = 500;
/** Most elements of a page or a chapter. */
export const MAX_ELEMENTS = 200_000;

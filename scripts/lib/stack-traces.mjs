import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * From now on stack traces name the sources that the files of a folder were compiled from. A map is
 * read when the first trace needs it: Node's own `--enable-source-maps` reads all of them at the start.
 */
export function mapStackTraces(folder) {
  const base = pathToFileURL(folder).href;
  const maps = new Map();
  const place = (frame) => {
    const url = frame.getFileName();
    if (!url?.startsWith(base)) return null;
    if (!maps.has(url)) maps.set(url, readMap(fileURLToPath(url)));
    const entry = maps.get(url)?.findEntry(frame.getLineNumber() - 1, frame.getColumnNumber() - 1);
    if (entry?.originalSource === undefined) return null;
    const source = resolve(dirname(fileURLToPath(url)), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${described(frame, place(frame))}`)].join(
      '\n',
    );
}

function described(frame, source) {
  if (source === null) return String(frame);
  const name = frame.getFunctionName();
  return name === null ? source : `${name} (${source})`;
}

function readMap(path) {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
  } catch {
    return undefined; // the trace names the compiled file
  }
}

import { AppError } from '../../domain/errors.ts';

/** Where Ollama listens when nobody says otherwise. */
export const DEFAULT_HOST = 'http://127.0.0.1:11434';
const DEFAULT_PORT = '11434';

/** Addresses a server may listen on but nobody can connect to, and what to connect to instead. */
const ANY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

/**
 * The address of an Ollama server as `scheme://name:port/path` without a trailing slash.
 * Takes what `OLLAMA_HOST` takes: `localhost:11434`, `0.0.0.0`, `:11434`, `https://gpu.lan/ollama/`.
 * Without a scheme the port defaults to 11434; with one it is 80 or 443, as in Ollama's own client.
 * A trailing `/api` or `/v1` is dropped, because clients add it.
 * @throws AppError `config-invalid`; the value is not repeated, it may hold a password
 */
export function normaliseHost(host: string | undefined): string {
  const text = host?.trim() ?? '';
  if (text === '') return DEFAULT_HOST;
  const hasScheme = text.includes('://');
  const url = parse(hasScheme ? text : `http://${text.startsWith(':') ? '127.0.0.1' : ''}${text}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(`the scheme has to be http or https`);
  }
  if (url.username !== '' || url.password !== '') throw invalid('it must not hold a user name');
  if (url.search !== '' || url.hash !== '') throw invalid('it must not hold a query or fragment');
  const port = url.port === '' ? impliedPort(text, hasScheme, url) : url.port;
  const name = ANY_ADDRESS[url.hostname] ?? url.hostname;
  const path = url.pathname.replace(/(?<!\/)\/+$/u, '').replace(/\/(?:api|v1)$/u, '');
  return `${url.protocol}//${name}:${port}${path}`;
}

/** `URL` hides the port that its scheme implies, so `localhost:80` is told from `localhost` here. */
function impliedPort(text: string, hasScheme: boolean, url: URL): string {
  if (url.protocol === 'https:') return '443';
  return hasScheme || /^[^/]*:80(?:\/|$)/u.test(text) ? '80' : DEFAULT_PORT;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw invalid('it is not an address');
  }
}

function invalid(why: string): AppError {
  return new AppError(
    'config-invalid',
    `The address of the Ollama server is not usable: ${why}. ` +
      `Expected something like ${DEFAULT_HOST}; set OLLAMA_HOST.`,
  );
}

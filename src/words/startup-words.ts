import { createCounted } from './counted.ts';
import type { Language } from '../domain/language.ts';

const counted = createCounted('en');

/**
 * What is said on standard error while Cria starts. Like the log it is for whoever runs it, and in
 * English; the demonstration is what a user would type.
 */
export const startupWords = {
  downloading: (model: string, megabytes: number) => `Downloading ${model} (${megabytes} MB)`,
  licence: (model: string, licence: string) => `${model}: licence ${licence}`,
  installing: 'Installing what runs the models without Ollama (83 MB) …',
  rate: (megabytesPerSecond: number, secondsLeft: number) =>
    `${megabytesPerSecond.toFixed(1)} MB/s, ${Math.ceil(secondsLeft)} s left`,
  indexing: (phase: string) => `Index: ${phase}`,
  withoutModel: 'Going on without it: answers are passages until it is there.',
  waitsForOther: 'Another process is building the first index; waiting for it. Ctrl+C ends.',
  stillWaits: (seconds: number) => `Still waiting for it (${seconds} s).`,
  previousIndex: 'Going on with the previous index.',
  model: (name: string, place: string) => `Model: ${name} on ${place}`,
  ownProcess: 'this machine, without Ollama',
  noModel: (status: string, place: string) =>
    `Model: no generated answers (${status} at ${place}); passages only`,
  index: (articles: number, passages: number, embedder: string | null) =>
    `Index: ${counted(articles, ['article', 'articles'])}, ${counted(passages, ['passage', 'passages'])}, ${embedder ?? 'keywords only'}`,
  page: (address: string) => `Page: ${address} (Ctrl+C ends)`,
  metrics: (address: string) => `Figures: ${address}/metrics, ${address}/healthz`,
  connected: 'Discord: connected; the commands are registered. Ctrl+C ends.',
  invitation: (address: string) => `Discord: invite the bot with ${address}`,
  waitingForOther: (dataDir: string) =>
    `Another Cria serves from ${dataDir}; waiting for it to end.`,
  meanwhile: 'The models are on their way; until they are there, answers are passages.',
  modelsReady: (seconds: number) => `The models are here, after ${Math.ceil(seconds)} s.`,
  noSurface: 'No terminal: answering one question and ending.',
  demonstration: {
    de: 'Wie gelangten die Gewichte von Llama ins Netz?',
    en: 'Which companies must ask Meta for a licence for Llama 2?',
  } satisfies Readonly<Record<Language, string>>,
} as const;

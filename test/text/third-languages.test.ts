import { expect, test } from 'vitest';
import { isThirdLanguageQuestion, questionLanguage } from '../../src/text/detect-language.ts';

test.each([
  '¿Qué es Llama 2?',
  'Qué es Llama 2',
  'Hvad er Llama 2?',
  'Quelle est la licence de Llama 2 ?',
  "Qu'est-ce que RAG ?",
  'Che cosa è Llama 2?',
  'O que é o Llama 2?',
  'Wat is Llama 2?',
  'Vad är Llama 2?',
  'Hva er Llama 2?',
  'Co to jest Llama 2?',
  'Llama 2 nedir?',
  '¿Cuántos parámetros tiene Llama 2?',
  'Combien de paramètres a Llama 2 ?',
  'Explique-moi RAG',
  'Explícame RAG',
  'Forklar RAG',
  'Förklara RAG',
  'Wyjaśnij RAG',
  'Licença do Llama 2',
  'Hvað er Llama 2?',
  'Zer da Llama 2?',
  'Что такое Llama 2?',
  'Llama 2とは何ですか',
  'RAG’i açıkla',
  'Modelli open source',
  'lista dei modelli',
  'Is Mistral open source of niet?',
  'Quanta RAM serve?',
])('%s is neither German nor English', (question) => {
  expect(isThirdLanguageQuestion(question)).toBe(true);
  expect(questionLanguage(question)).toBeNull();
});

test.each([
  ['Was ist Llama 2?', 'de'],
  ['Is Llama free?', 'en'],
  ['Was it of use?', 'en'],
  ['Wie groß ist Llama 2?', 'de'],
  ['wie viel speicher braucht ein 13b modell', 'de'],
  ['Wer ist er?', 'de'],
  ['Erkläre RAG', 'de'],
  ['Wer erklärt mir Größen?', 'de'],
  ['Ist die Lizenz von Llama 2 offen?', 'de'],
  ['Kann ich es mit Ollama starten?', 'de'],
  ['Was hat das mit uns zu tun?', 'de'],
  ['What is Llama 2?', 'en'],
  ['Who is Yann LeCun?', 'en'],
  ['Can I run it on a Mac?', 'en'],
  ['Is RAG better than fine-tuning?', 'en'],
  ['What is the licence of Llama 2?', 'en'],
  ['Are the weights on Hugging Face?', 'en'],
  ['How do I get it to run on Linux or macOS?', 'en'],
])('%s is %s', (question, language) => {
  expect(isThirdLanguageQuestion(question)).toBe(false);
  expect(questionLanguage(question)).toBe(language);
});

import { HNSWLib } from '@langchain/community/vectorstores/hnswlib';
import { Document } from '@langchain/core/documents';
import type { ChatModel, Embedder } from '../../src/domain/ports.ts';
import { EmbedderEmbeddings } from '../baseline.ts';

/** As in the tutorials: pieces of so many characters with so much overlap, so many of them a question. */
const PIECE_CHARS = 1_000;
const OVERLAP_CHARS = 200;
const TAKEN_PIECES = 4;

const INSTRUCTIONS =
  "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the question. If you don't know the answer, just say that you don't know. Keep the answer concise.";

/** What the textbook chain said. */
export interface TextbookAnswer {
  readonly text: string;
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
}

/** Answers one question. */
export type Textbook = (question: string) => Promise<TextbookAnswer>;

/** LangChain's textbook chain with the same models: fixed pieces, four nearest, one prompt, no check. */
export async function createTextbook(
  articles: readonly { readonly id: string; readonly body: string }[],
  embedder: Embedder,
  chat: ChatModel,
): Promise<Textbook> {
  const documents = articles.flatMap(({ id, body }) => {
    const step = PIECE_CHARS - OVERLAP_CHARS;
    return Array.from(
      { length: Math.max(1, Math.ceil((body.length - OVERLAP_CHARS) / step)) },
      (_, at) =>
        new Document({
          pageContent: body.slice(at * step, at * step + PIECE_CHARS),
          metadata: { articleId: id },
        }),
    );
  });
  const store = await HNSWLib.fromDocuments(documents, new EmbedderEmbeddings(embedder));
  return async (question) => {
    const startedAt = performance.now();
    const found = await store.similaritySearch(question, TAKEN_PIECES);
    const context = found.map(({ pageContent }) => pageContent).join('\n\n');
    let text = '';
    let firstTokenMs: number | null = null;
    const messages = [
      { role: 'system' as const, content: `${INSTRUCTIONS}\n\nContext: ${context}` },
      { role: 'user' as const, content: question },
    ];
    for await (const piece of chat.stream({ messages })) {
      firstTokenMs ??= performance.now() - startedAt;
      text += piece;
    }
    return { text, firstTokenMs, totalMs: performance.now() - startedAt };
  };
}

import { AppError } from '../../src/domain/errors.ts';
import type { ChatModel, ChatRequest } from '../../src/domain/ports.ts';

/** A chat model that writes given pieces; an AppError among them is thrown at that point. */
export class FakeChat implements ChatModel {
  readonly model = 'fake-chat';
  readonly contextTokens = 4_096;
  readonly maxAnswerTokens = 512;
  readonly requests: ChatRequest[] = [];
  pieces: readonly (string | AppError)[];
  /** What requests after the first are answered with; as the first when null. */
  later: readonly string[] | null = null;
  /** Called before each piece, e.g. to abort in the middle. */
  beforePiece: (at: number) => void = () => undefined;

  constructor(pieces: readonly (string | AppError)[] = []) {
    this.pieces = pieces;
  }

  async *stream(request: ChatRequest): AsyncGenerator<string> {
    this.requests.push(request);
    const pieces = this.requests.length > 1 ? (this.later ?? this.pieces) : this.pieces;
    for (const [at, piece] of pieces.entries()) {
      this.beforePiece(at);
      if (request.signal?.aborted === true) throw new AppError('cancelled', 'aborted');
      if (piece instanceof AppError) throw piece;
      yield piece;
    }
  }
}

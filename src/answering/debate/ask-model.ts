import type { ChatMessage, ChatModel } from '../../domain/ports.ts';
import { repairPrompt } from './debate-prompt.ts';
import type { ReplyShape } from './schema.ts';

/** A reply in shape, as far as the model kept to it. */
export interface ShapedReply<Reply> {
  readonly reply: Reply;
  /** Items that were no item at all. */
  readonly lost: number;
}

export interface AskModelOptions<Reply> {
  readonly chat: ChatModel;
  readonly messages: readonly ChatMessage[];
  readonly shape: ReplyShape<Reply>;
  readonly signal?: AbortSignal;
}

/**
 * Has the model fill a shape. A reply that does not fit is repaired once; what still does not fit
 * is taken item by item, from whichever of the two replies holds more.
 * @throws AppError as `ChatModel.stream`
 */
export async function askModel<Reply extends object>(
  options: AskModelOptions<Reply>,
): Promise<ShapedReply<Reply>> {
  const { messages, shape } = options;
  const first = await write(options, messages);
  const read = shape.read(first);
  if ('reply' in read) return { reply: read.reply, lost: 0 };
  const second = await write(options, repairPrompt(messages, first, read.problem));
  const again = shape.read(second);
  if ('reply' in again) return { reply: again.reply, lost: 0 };
  const [one, other] = [shape.salvage(first), shape.salvage(second)];
  return size(other.reply) > size(one.reply) ? other : one;
}

function size(reply: object): number {
  return Object.values(reply).reduce<number>(
    (sum, value) => sum + (Array.isArray(value) ? value.length : 0),
    0,
  );
}

async function write<Reply>(
  { chat, shape, signal }: AskModelOptions<Reply>,
  messages: readonly ChatMessage[],
): Promise<string> {
  let text = '';
  const request = { messages, format: shape.format, ...(signal === undefined ? {} : { signal }) };
  for await (const piece of chat.stream(request)) text += piece;
  return text;
}

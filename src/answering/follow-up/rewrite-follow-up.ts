import type { Turn } from '../../domain/answer.ts';
import type { Rewritten, RewriteRequest } from '../../domain/follow-up.ts';
import { toAppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type { ChatMessage, ChatModel, Clock } from '../../domain/ports.ts';
import { isFollowUp } from './follow-up.ts';
import { inertLine } from '../../text/inert-text.ts';
import { PROMPT_LABELS } from '../../text/prompt-marks.ts';
import { isTopicWord, wordsOf } from '../../text/topic-words.ts';
import { acceptRewrite, MAX_REWRITE_CHARS } from './rewrite-check.ts';

/** How long a model may take before the rules rewrite instead. */
export const REWRITE_TIMEOUT_MS = 20_000; // 20 seconds
/** Most turns that are looked at. */
const REWRITE_TURNS = 3;
/** Of each earlier answer, in characters: the topic stands at its beginning. */
const REWRITE_ANSWER_CHARS = 300;
/** Most words the rules take over from an earlier question. */
const MAX_TOPIC_WORDS = 8;
/** A question with more topic words is found by them: an earlier topic would only mislead. */
const MAX_OWN_TOPICS = 2;

const INSTRUCTIONS: Readonly<Record<Language, string>> = {
  de: 'Formuliere die letzte Frage so um, dass man sie ohne das Gespräch versteht. Ersetze Wörter wie "das", "er" oder "davon" durch das, was gemeint ist. Füge nichts hinzu. Beantworte die Frage nicht. Schreibe nur die neue Frage, in einer Zeile, auf Deutsch.',
  en: 'Rewrite the last question so that it can be understood without the conversation. Replace words such as "that", "it" or "they" by what they stand for. Add nothing. Do not answer the question. Write only the new question, on one line, in English.',
};
/**
 * Makes a follow-up understandable by itself, so that the search finds what it is about. A model
 * that fails, is slow or writes nonsense is replaced by rules.
 * @throws AppError `cancelled` when the signal aborts, and nothing else
 */
export async function rewriteFollowUp(request: RewriteRequest, clock: Clock): Promise<Rewritten> {
  const { question, language, chat, signal } = request;
  const history = request.history.slice(-REWRITE_TURNS);
  if (history.length === 0 || !isFollowUp(question, language)) return { question, by: 'none' };
  const raw = chat === null ? null : await askModel({ ...request, history, chat }, clock);
  if (signal?.aborted === true) throw toAppError(new DOMException('Aborted.', 'AbortError'));
  const said = history.flatMap((turn) => [turn.question, turn.answer]);
  const accepted = raw === null ? null : acceptRewrite({ raw, question, history: said, language });
  if (accepted !== null) return { question: accepted, by: 'model' };
  return { question: rewriteByRules(question, history), by: 'rules' };
}

/** The topic of the last question that has one, before the new question. */
export function rewriteByRules(question: string, history: readonly Turn[]): string {
  if (wordsOf(question).filter(isTopicWord).length > MAX_OWN_TOPICS) return question;
  const own = new Set(wordsOf(question).map((word) => word.toLowerCase()));
  for (const turn of [...history].reverse()) {
    const topics = [...new Set(wordsOf(turn.question).filter(isTopicWord))];
    const added = topics.filter((word) => !own.has(word.toLowerCase())).slice(0, MAX_TOPIC_WORDS);
    if (added.length > 0) return `${added.join(' ')}: ${question}`;
  }
  return question;
}

interface ModelRequest extends RewriteRequest {
  readonly chat: ChatModel;
}

/** One line of the model, which is stopped as soon as that is there; null when it fails. */
async function askModel(request: ModelRequest, clock: Clock): Promise<string | null> {
  const own = new AbortController();
  const stop = (): void => own.abort();
  if (request.signal?.aborted === true) return null;
  request.signal?.addEventListener('abort', stop, { once: true });
  clock.sleep(REWRITE_TIMEOUT_MS, own.signal).then(stop, () => undefined);
  let text = '';
  try {
    const stream = request.chat.stream({ messages: messagesFor(request), signal: own.signal });
    for await (const piece of stream) {
      text = (text + piece).trimStart();
      if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
      if (text.length > MAX_REWRITE_CHARS) return null;
    }
    return text;
  } catch {
    return null; // whatever it was, the rules do not need a model
  } finally {
    stop();
    request.signal?.removeEventListener('abort', stop);
  }
}

function messagesFor({ question, language, history }: ModelRequest): ChatMessage[] {
  const labels = PROMPT_LABELS[language];
  const lines = history.flatMap((turn) => [
    `${labels.question}: ${inertLine(turn.question)}`,
    ...(turn.answer === ''
      ? []
      : [`${labels.answer}: ${inertLine(turn.answer).slice(0, REWRITE_ANSWER_CHARS)}`]),
  ]);
  return [
    { role: 'system', content: INSTRUCTIONS[language] },
    {
      role: 'user',
      content: [...lines, `${labels.lastQuestion}: ${inertLine(question)}`].join('\n'),
    },
  ];
}

import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import type { Action, Command } from '../../application/command.ts';
import { MAX_DOCUMENT_BYTES } from '../../domain/documents.ts';
import type { Logger } from '../../domain/ports.ts';
import { toAppError } from '../../domain/errors.ts';
import { signInWordsFor } from '../../words/page-words.ts';
import type { CommandRunner } from '../channel/command-runner.ts';
import type { PageChannel } from '../channel/page-channel.ts';
import {
  MAX_FORM_BYTES,
  MAX_JSON_BYTES,
  MAX_UPLOADS,
  SESSION_LIFETIME_MS,
} from '../page-limits.ts';
import { pageMember } from '../page-members.ts';
import { asset, document } from './assets.ts';
import type { EventStreams } from './event-stream.ts';
import { guard, safeHeaders } from './guard.ts';
import { doingOf, givenOf, languageOf, readBody, textOf, type Body } from './read-request.ts';
import type { Sessions } from './sessions.ts';
import { startJson } from './start-json.ts';

const COOKIE = 'cria-page';
const PASSWORD_MAX_CHARS = 500;

/** What the page is served from. */
export interface PageAppParts<Services> {
  readonly commands: readonly Command<Services>[];
  readonly actions: readonly Action<Services>[];
  readonly runner: CommandRunner<Services>;
  readonly channel: PageChannel;
  readonly streams: EventStreams;
  readonly host: string;
  /** Null: no password is set. */
  readonly sessions: Sessions | null;
  readonly logger: Logger;
}

/** Everything the browser can ask for. */
export function createPageApp<Services>(parts: PageAppParts<Services>): Hono {
  const { sessions, host, logger } = parts;
  const app = new Hono();
  app.use(safeHeaders);
  app.use(guard({ host, hasPassword: sessions !== null }));
  app.use('/api/login', bodyLimit({ maxSize: MAX_JSON_BYTES }));
  app.use('/api/command', fewUploads());
  app.use('/api/command', bodyLimit({ maxSize: MAX_DOCUMENT_BYTES + MAX_FORM_BYTES }));
  for (const path of ['/api/say', '/api/press', '/api/suggest']) {
    app.use(path, bodyLimit({ maxSize: MAX_JSON_BYTES }));
  }
  app.get('/assets/:name', async (context) => {
    const found = await asset(context.req.param('name'));
    if (found === null) return context.notFound();
    return context.body(Uint8Array.from(found.bytes).buffer, 200, { 'content-type': found.type });
  });
  if (sessions !== null) askForPassword(app, sessions);
  app.get('/', async (context) => context.html(await document('page.html')));
  app.get('/api/start', (context) => {
    const commands = parts.commands.map(({ definition }) => definition);
    const language = languageOf(context.req.query('language'));
    return context.json(startJson(language, { commands, actions: parts.actions }));
  });
  serveChannel(app, parts);
  app.onError((thrown, context) => {
    if (thrown instanceof HTTPException) return thrown.getResponse(); // a body that is too large
    const { code, message: reason } = toAppError(thrown);
    logger.error({ code, reason, path: context.req.path }, 'A request of the page failed.');
    return context.text('It failed.', 500);
  });
  return app;
}

/** Refuses a request with a file while `MAX_UPLOADS` others are read. */
function fewUploads(): MiddlewareHandler {
  let open = 0;
  return async (context, next) => {
    const type = context.req.header('content-type') ?? '';
    if (!type.startsWith('multipart/')) return next();
    if (open >= MAX_UPLOADS) return context.text('Too many files at once.', 503);
    open += 1;
    try {
      await next();
    } finally {
      open -= 1;
    }
  };
}

/** Whoever has no session gets the assets and the form for the password, nothing else. */
function askForPassword(app: Hono, sessions: Sessions): void {
  app.get('/api/login', (context) =>
    context.json(signInWordsFor(languageOf(context.req.query('language')))),
  );
  app.post('/api/login', async (context) => {
    const body = await readBody(context);
    const password = textOf(body?.fields['password']);
    if (password.length > PASSWORD_MAX_CHARS) return context.json({ reason: 'wrong' }, 403);
    const outcome = sessions.signIn(password);
    if (!outcome.ok) {
      return context.json({ reason: outcome.reason }, outcome.reason === 'wrong' ? 403 : 429);
    }
    const maxAge = SESSION_LIFETIME_MS / 1_000;
    setCookie(context, COOKIE, outcome.token, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge,
    });
    return context.json({});
  });
  app.use(async (context, next) => {
    if (sessions.knows(getCookie(context, COOKIE))) return next();
    if (context.req.path === '/') return context.html(await document('login.html'));
    return context.text('Sign in first.', 401);
  });
}

function serveChannel<Services>(app: Hono, parts: PageAppParts<Services>): void {
  const { runner, channel, streams } = parts;
  app.get('/api/events', (context) => {
    const member = pageMember(context.req.query('member'));
    if (member === null) return context.text('Nobody of that name.', 400);
    // Nobody would read it, so nobody would ever end it.
    if (context.req.method === 'HEAD') return context.body(null);
    if (streams.isFull) return context.text('Too many streams.', 503);
    return streams.serve(context, member.id);
  });
  app.post('/api/say', (context) =>
    answered(context, channel, async ({ fields }, doing) => {
      await runner.say(textOf(fields['text']), doing);
      return {};
    }),
  );
  app.post('/api/command', (context) =>
    answered(context, channel, async (body, doing) => {
      await runner.command(textOf(body.fields['name']), givenOf(body), doing);
      return {};
    }),
  );
  app.post('/api/suggest', (context) =>
    answered(context, channel, async (body, doing) => {
      const { name, key, text } = body.fields;
      const asked = { ...givenOf(body), key: textOf(key), text: textOf(text) };
      return { suggestions: await runner.suggest(textOf(name), asked, doing) };
    }),
  );
  app.post('/api/press', (context) =>
    answered(context, channel, async ({ fields }, doing) => {
      const { verb, subject, message, entered } = fields;
      const pressed = { verb: textOf(verb), subject: textOf(subject), messageId: textOf(message) };
      const values =
        typeof entered === 'object' ? (entered as Record<string, unknown> | null) : null;
      return { form: await runner.press({ ...pressed, entered: values }, doing) };
    }),
  );
}

type Answer = (body: Body, doing: NonNullable<ReturnType<typeof doingOf>>) => Promise<object>;

async function answered(context: Context, channel: PageChannel, answer: Answer): Promise<Response> {
  const body = await readBody(context);
  const doing = body === null ? null : doingOf(body.fields, channel);
  if (body === null || doing === null) return context.text('This is no request of the page.', 400);
  return context.json(await answer(body, doing));
}

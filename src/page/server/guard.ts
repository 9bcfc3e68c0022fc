import { hostname } from 'node:os';
import { isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { hostName, isLoopbackName } from '../../domain/host-header.ts';

/** Nothing from elsewhere, nothing inline, no frame, no markup out of strings. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** Sent with everything, faults too. */
export const safeHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
};

/** Where the page may be called by. */
export interface GuardOptions {
  /** As it listens; `0.0.0.0` and `::` are every address of the machine. */
  readonly host: string;
  /** Without one only this machine itself gets in. */
  readonly hasPassword: boolean;
}

/**
 * Refuses what a page of another site could send. `Host` has to be a name this machine is known by, so
 * that a name somebody points here (DNS rebinding) opens nothing; what changes something has to say
 * that it comes from the page itself, and what reads must not say that it comes from elsewhere.
 */
export function guard(options: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    if (!isOwnHost(context.req.header('host') ?? '', options)) return refuse(context, 421);
    if (!isOwnSite(context)) return refuse(context, 403);
    return next();
  };
}

function refuse(context: Context, status: 403 | 421): Response {
  return context.text(status === 421 ? 'This is not the host of the page.' : 'Refused.', status);
}

/** Whether a `Host` header names this machine as the page may be reached. */
export function isOwnHost(header: string, { host, hasPassword }: GuardOptions): boolean {
  const name = hostName(header);
  if (name === '') return false;
  if (isLoopbackName(name)) return true;
  if (!hasPassword) return false;
  const bare = name.startsWith('[') ? name.slice(1, -1) : name;
  if (isIP(bare) !== 0 || name === host.toLowerCase()) return true;
  const own = hostname().toLowerCase();
  return name === own || name === `${own}.local`;
}

function isOwnSite({ req }: Context): boolean {
  const site = req.header('sec-fetch-site');
  if (req.method === 'GET' || req.method === 'HEAD') {
    // A link from elsewhere may open the page itself, and nothing else.
    const isOpening = req.header('sec-fetch-mode') === 'navigate' && !req.path.startsWith('/api/');
    return site === undefined || site === 'same-origin' || site === 'none' || isOpening;
  }
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = req.header('origin');
  if (origin === undefined) return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === req.header('host')?.toLowerCase();
}

import { z } from 'zod';

/** A text without blanks around it. */
export const text = (fallback: string): z.ZodType<string> =>
  z
    .string()
    .optional()
    .transform((value) => (value === undefined || value.trim() === '' ? fallback : value.trim()));

/** The same; null when it is not there. */
export const optional = z
  .string()
  .optional()
  .transform((value) => (value === undefined || value.trim() === '' ? null : value.trim()));

/** Scheme, user with password, and the rest of an address. */
export const WITH_USER = /^([a-z]+:\/\/)?([^/?#]*)@(.*)$/isu;
/** As Ollama takes it. */
export const DURATION = /^-?(?:\d+|(?:\d+(?:\.\d+)?(?:h|ms|m|s))+)$/u;

/** Of a Discord server. */
export const SERVER_ID = /^\d{15,21}$/u;

/** An empty part is refused too: a stray comma must not close to all what was meant for some. */
export const serverIds = optional
  .transform((value) => (value === null ? [] : value.split(',').map((id) => id.trim())))
  .refine((ids) => ids.every((id) => SERVER_ID.test(id)), {
    message: 'has to be server ids of 15 to 21 digits, separated by commas',
  });

/** A whole number; `fallback`, default undefined, where there is none. */
export function whole(options: { min: number; max: number; fallback?: number }) {
  const { min, max, fallback } = options;
  return z
    .string()
    .optional()
    .transform((value, context) => {
      if (value === undefined || value.trim() === '') return fallback;
      const number = Number(value);
      if (Number.isInteger(number) && number >= min && number <= max) return number;
      context.addIssue({
        code: 'custom',
        message: `has to be a whole number from ${min} to ${max}`,
      });
      return z.NEVER;
    });
}

/** Name or address of a machine. */
export const HOST = /^[\w.:-]{1,253}$/u;
/** Addresses that only this machine itself can reach. */
export const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/u;

/** An address to listen on; this machine alone by default. */
export const host = text('127.0.0.1').refine((value) => HOST.test(value), {
  message: 'has to be an address such as 127.0.0.1 or 0.0.0.0',
});

/** A port; null where none is named. */
export const port = whole({ min: 1, max: 65_535 }).transform((value) => value ?? null);

/** Header of a server that asks for a user or a token; null: none is sent. */
export function authorizationOf(host: string, key: string | null): string | null {
  if (key !== null) return `Bearer ${key}`;
  const user = WITH_USER.exec(host)?.[2];
  if (user === undefined) return null;
  const bytes = new TextEncoder().encode(decoded(user));
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a password with a bare percent sign
  }
}

import type { Scope } from '../database.ts';

/** Where processes are told that a space serves another generation. */
export const GENERATIONS_CHANNEL = 'cria_generations';

/** Whose generation, and which process did it. */
export interface GenerationsNotice {
  readonly server: Scope;
  readonly instance: string;
}

export function noticeText({ server, instance }: GenerationsNotice): string {
  return `${instance} ${server}`;
}

export function readNotice(text: string): GenerationsNotice {
  const [instance = '', server = ''] = text.split(' ');
  return { instance, server };
}

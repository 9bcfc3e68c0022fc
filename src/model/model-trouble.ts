import type { AppError } from '../domain/errors.ts';
import type { ModelTrouble } from '../domain/ports.ts';

const TROUBLES: Readonly<Record<ModelTrouble, true>> = {
  'not-running': true,
  'host-unknown': true,
  'key-missing': true,
  'access-denied': true,
  'certificate-untrusted': true,
  'other-program': true,
  'memory-short': true,
  silent: true,
  slow: true,
};

/** The trouble a fault tells of in `details.trouble`; null when it names none. */
export function troubleOf({ details }: AppError): ModelTrouble | null {
  const named = details['trouble'];
  return typeof named === 'string' && named in TROUBLES ? (named as ModelTrouble) : null;
}

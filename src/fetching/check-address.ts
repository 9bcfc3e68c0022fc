import { isIP } from 'node:net';
import { refused } from './web-faults.ts';
import { MAX_ADDRESS_CHARS } from './web-limits.ts';

/** What may be fetched. */
export interface AddressRules {
  readonly isAllowedAddress: (ip: string) => boolean;
  readonly isAllowedPort: (port: number) => boolean;
}

/**
 * The address, parsed as a browser does (so `0x7f.1` is 127.0.0.1), without its fragment.
 * @throws AppError `address-refused`: not http(s), with a user name, at another port, or an IP that is not allowed
 */
export function checkAddress(address: string, rules: AddressRules, base?: URL): URL {
  if (address.length > MAX_ADDRESS_CHARS || !URL.canParse(address, base?.href)) {
    throw refused('syntax', 'This is no web address. Give one that starts with https://.');
  }
  const url = new URL(address, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused('scheme', `Only http and https pages are fetched, not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('credentials', 'An address with a user name or a password is not fetched.');
  }
  const port = portOf(url);
  if (!rules.isAllowedPort(port)) throw refused('port', `Pages at port ${port} are not fetched.`);
  const ip = literalOf(url);
  if (ip !== null) checkIp(ip, rules);
  url.hash = '';
  return url;
}

/** @throws AppError `address-refused` */
export function checkIp(ip: string, rules: Pick<AddressRules, 'isAllowedAddress'>): void {
  if (rules.isAllowedAddress(ip)) return;
  throw refused('private', `The address leads to ${ip}, which is not on the public internet.`);
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** The IP address a host is written as; null for a name. */
export function literalOf(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  return isIP(host) === 0 ? null : host;
}

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** `64:ff9b::/96`: the IPv4 internet as seen from networks without it. */
const NAT64_PREFIX = [0x64, 0xff9b, 0, 0, 0, 0];

/**
 * Whether an IP address belongs to the public internet: no private, local, shared, reserved or
 * multicast range, in no disguise. Anything that is no address is not.
 */
export function isPublicAddress(ip: string): boolean {
  if (isIP(ip) === 0) return false; // stricter than ipaddr.js, which reads `1.2.3` and `0x7f.1`
  const address = ipaddr.parse(ip);
  return address instanceof ipaddr.IPv4 ? isPublic4(address) : isPublic6(address);
}

function isPublic4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast';
}

function isPublic6(address: ipaddr.IPv6): boolean {
  if (address.zoneId !== undefined) return false;
  if (address.isIPv4MappedAddress()) return isPublic4(address.toIPv4Address());
  const { parts } = address;
  if (NAT64_PREFIX.every((part, index) => parts[index] === part)) return isPublic4(embedded(parts));
  // Only 2000::/3 is given out. 6to4 and Teredo lie in it, have ranges of their own, and fall away.
  const isGiven = ((parts[0] ?? 0) & 0xe000) === 0x2000;
  return isGiven && address.range() === 'unicast' && !isIsatap(parts);
}

function embedded(parts: readonly number[]): ipaddr.IPv4 {
  const [high = 0, low = 0] = parts.slice(6);
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

/** An IPv4 address in the second half of an IPv6 one, reached through a tunnel of the own network. */
function isIsatap(parts: readonly number[]): boolean {
  return parts[5] === 0x5efe && ((parts[4] ?? 0) & 0xfdff) === 0;
}

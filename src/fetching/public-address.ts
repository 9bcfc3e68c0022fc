import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Public by their range, and answered by the network of a cloud alone, not by the internet:
 * the host of a virtual machine on Azure (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16),
 * Google's interfaces from inside (https://cloud.google.com/vpc/docs/configure-private-google-access),
 * IBM's services and endpoints from inside (https://cloud.ibm.com/docs/vpc?topic=vpc-service-endpoints-for-vpc).
 * Those of other clouds are link-local, shared or private.
 */
const CLOUD_INTERNAL = [
  '168.63.129.16/32',
  '199.36.153.4/30',
  '199.36.153.8/30',
  '161.26.0.0/16',
  '166.8.0.0/14',
  '2600:2d00:2:1000::/64',
  '2600:2d00:2:2000::/64',
].map((range) => ipaddr.parseCIDR(range));

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
  return address.range() === 'unicast' && !isCloudInternal(address);
}

function isCloudInternal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return CLOUD_INTERNAL.some(
    ([base, bits]) => base.kind() === address.kind() && address.match(base, bits),
  );
}

function isPublic6(address: ipaddr.IPv6): boolean {
  if (address.zoneId !== undefined) return false;
  if (address.isIPv4MappedAddress()) return isPublic4(address.toIPv4Address());
  const { parts } = address;
  if (NAT64_PREFIX.every((part, index) => parts[index] === part)) return isPublic4(embedded(parts));
  // Only 2000::/3 is given out. 6to4 and Teredo lie in it, have ranges of their own, and fall away.
  const isGiven = ((parts[0] ?? 0) & 0xe000) === 0x2000;
  return isGiven && address.range() === 'unicast' && !isIsatap(parts) && !isCloudInternal(address);
}

function embedded(parts: readonly number[]): ipaddr.IPv4 {
  const [high = 0, low = 0] = parts.slice(6);
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

/** An IPv4 address in the second half of an IPv6 one, reached through a tunnel of the own network. */
function isIsatap(parts: readonly number[]): boolean {
  return parts[5] === 0x5efe && ((parts[4] ?? 0) & 0xfdff) === 0;
}

import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AddressRefused } from './address-refused.js';

/** No FHIR server is here, whatever a name resolves to: this machine, the link, cloud metadata, groups. */
const never = listOf(
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 128],
  ['::1', 128],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
  ['2001:db8::', 32],
  ['ff00::', 8],
);

/** Inside a network: where the servers of a hospital often are, and only those that were agreed. */
const inside = listOf(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
  ['fec0::', 10],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
);

/**
 * Whether a connection to this address is refused. An agreed host may lie inside the network; it may be this machine or an
 * address of the first list only when it was agreed as `localhost` or as that very address.
 * @param hostname as in a parsed URL
 * @param agreed hostnames of the servers the operator wrote down
 */
export function isRefused(address: string, hostname: string, agreed: ReadonlySet<string>): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const isAgreed = agreed.has(hostname);
  if (never.check(address, family)) {
    const asWritten = isIP(bare(hostname)) !== 0 || hostname === 'localhost';
    return !(isAgreed && asWritten);
  }
  return inside.check(address, family) && !isAgreed;
}

/** Whether a URL names an address, and one that is refused: such a name is never looked up. */
export function isRefusedLiteral({ hostname }: URL, agreed: ReadonlySet<string>): boolean {
  const address = bare(hostname);
  return isIP(address) !== 0 && isRefused(address, hostname, agreed);
}

/** Asks the name server for every address of a name. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A name lookup for sockets: what it returns is what is connected to, so a second answer of the name server changes nothing. */
export function guardedLookup(agreed: ReadonlySet<string>, resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) callback(error, '');
      else if (addresses.some(({ address }) => isRefused(address, hostname, agreed)))
        callback(new AddressRefused(), '');
      else if (options.all) callback(null, addresses);
      else {
        const [first] = addresses;
        callback(null, first?.address ?? '', first?.family ?? 4);
      }
    });
  };
}

function listOf(...ranges: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges)
    list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

/** Without the brackets that an IPv6 address has in a URL. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

import { isIP } from 'node:net';

/**
 * True for a Host header that a page on a foreign name cannot have made: an IP address, `localhost` or a name below it, one of `names`, or
 * none at all, which no browser sends. DNS rebinding points a foreign name at this machine; the header still has that name.
 * @param host with or without a port
 * @param names in small letters, without ports
 */
export function isAllowedHost(host: string | undefined, names: readonly string[] = []): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:[0-9]*$/, '').toLowerCase();
  if (name.startsWith('[') && name.endsWith(']')) return isIP(name.slice(1, -1)) === 6;
  return isIP(name) === 4 || isLocalName(name) || names.includes(name);
}

/** True for the names that every browser resolves to its own machine. Source: RFC 6761 §6.3. */
export function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

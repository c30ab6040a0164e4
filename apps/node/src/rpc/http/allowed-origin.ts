import { isIPv4 } from 'node:net';
import { isLocalName } from './allowed-host.ts';

export interface OriginRules {
  /** Whether pages that this machine serves may call: on a devnet, where they are the developer's own. */
  readonly allowsLoopback: boolean;
  /** Origins that may call besides, each as a browser writes it: `https://wallet.example`. */
  readonly origins: readonly string[];
}

/**
 * True for the Origin header of a page that may call, and where there is none: browsers send it with every call. Extensions
 * (`chrome-extension://…`) and pages without an origin (`null`: files, sandboxed frames) may call only where they are listed.
 */
export function isAllowedOrigin(origin: string | undefined, { allowsLoopback, origins }: OriginRules): boolean {
  if (origin === undefined || origins.includes(origin)) return true;
  return allowsLoopback && isLoopbackOrigin(origin);
}

function isLoopbackOrigin(origin: string): boolean {
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  // An origin has nothing but scheme, name and port; whatever has more was not written by a browser.
  if (url.origin !== origin) return false;
  const { hostname } = url;
  return hostname === '[::1]' || isLocalName(hostname) || (isIPv4(hostname) && hostname.startsWith('127.'));
}

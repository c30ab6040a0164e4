import type { IncomingHttpHeaders } from 'node:http';
import { isAllowedHost } from './allowed-host.ts';
import { isAllowedOrigin, type OriginRules } from './allowed-origin.ts';

export interface BrowserRules extends OriginRules {
  /** Names besides `localhost` and IP addresses by which this node is called, in small letters. */
  readonly hosts: readonly string[];
}

/** Characters of the longest header that a refusal repeats. */
const LONGEST_NAME = 100;

/** Why a request, HTTP or an upgrade to a WebSocket, is refused with 403; undefined for one that may come in. */
export function browserRefusal({ host, origin }: IncomingHttpHeaders, rules: BrowserRules): string | undefined {
  if (!isAllowedHost(host, rules.hosts)) {
    return `The name ${JSON.stringify(host?.slice(0, LONGEST_NAME))} in the Host header is not one of this node, against DNS rebinding; call it by its IP address or as localhost`;
  }
  if (!isAllowedOrigin(origin, rules)) {
    const page = JSON.stringify(origin?.slice(0, LONGEST_NAME));
    const who = rules.allowsLoopback ? 'serve the page from http://localhost' : 'no web page may, unless it is listed';
    return `The web page of the origin ${page} may not call this node; ${who}, or call from a server of yours`;
  }
  return undefined;
}

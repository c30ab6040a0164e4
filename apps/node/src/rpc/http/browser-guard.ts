import type { IncomingHttpHeaders } from 'node:http';
import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';
import { isAllowedHost } from './allowed-host.ts';
import { isAllowedOrigin, type OriginRules } from './allowed-origin.ts';

export interface BrowserRules extends OriginRules {
  /** Names besides `localhost` and IP addresses by which this node is called, in small letters. */
  readonly hosts: readonly string[];
}

/** Characters of the longest header that a refusal repeats. */
const LONGEST_NAME = 100;

/** Why a request, HTTP or an upgrade to a WebSocket, is refused with 403; undefined for one that may come in. */
export function browserRefusal({ host, origin }: IncomingHttpHeaders, rules: BrowserRules): RpcError | undefined {
  if (!isAllowedHost(host, rules.hosts)) {
    const name = JSON.stringify(host?.slice(0, LONGEST_NAME));
    return new RpcError(
      RpcErrorCode.INVALID_REQUEST,
      `The name ${name} in the Host header is not one of this node, against DNS rebinding`,
      { remedy: 'Call it by its IP address or as localhost, or start the node with that name in --allow-host.' },
    );
  }
  if (!isOwnPage(origin, host) && !isAllowedOrigin(origin, rules)) {
    const page = JSON.stringify(origin?.slice(0, LONGEST_NAME));
    const near = rules.allowsLoopback ? 'Serve the page from http://localhost, or start' : 'Start';
    return new RpcError(RpcErrorCode.INVALID_REQUEST, `The web page of the origin ${page} may not call this node`, {
      remedy: `${near} the node with that origin in --allow-origin, or call from a server of yours.`,
    });
  }
  return undefined;
}

/**
 * True for the origin of the page that this node serves: the name and port of the request itself. The name is one of this node then, so that
 * no foreign page has this origin. Behind a proxy the scheme is the proxy's.
 */
function isOwnPage(origin: string | undefined, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

import { argumentError, invalidArgument } from '@tos/protocol';

/**
 * The URL of a node's JSON-RPC. The address of the node alone gets the path of every node, `/json_rpc`. In a browser a relative URL starts at the
 * page.
 * @throws TOS_INVALID_ARGUMENT for what is no URL of HTTP, and for one with a user or a password, which the message does not show
 */
export function rpcUrl(url: string | URL): URL {
  const parsed = typeof url === 'string' || url instanceof URL ? parse(url) : undefined;
  // Neither fetch nor the WebSocket of a browser takes them. It is the first check, because others show the URL.
  if (parsed !== undefined && (parsed.username !== '' || parsed.password !== '')) {
    const expected =
      'a URL without user and password, since a node asks for neither: leave out what stands before the @';
    throw argumentError('url', expected, 'a URL with a user or a password');
  }
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw invalidArgument('url', 'a URL such as http://127.0.0.1:8080/json_rpc', url);
  }
  // The class of WebSockets for Node 20, and those of older browsers, refuse a URL with a fragment. No node sees it.
  parsed.hash = '';
  if (parsed.pathname === '/') parsed.pathname = '/json_rpc';
  return parsed;
}

function parse(url: string | URL): URL | undefined {
  try {
    return new URL(url, globalThis.location?.href);
  } catch {
    return undefined;
  }
}

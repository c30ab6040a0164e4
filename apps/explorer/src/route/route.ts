/** A place in the page, which the part of the address after `#` names. */
export type Route =
  | { readonly view: 'live' }
  | { readonly view: 'node' }
  /** `block` is a topoheight in decimal or a hash, `transaction` the hash of the one that is marked. */
  | { readonly view: 'block'; readonly block: string; readonly transaction?: string }
  | { readonly view: 'transaction'; readonly hash: string }
  | { readonly view: 'account'; readonly address: string }
  | { readonly view: 'unknown'; readonly hash: string };

/** The route of `location.hash`. What does not decode is an unknown place. */
export function parseRoute(hash: string): Route {
  const unknown: Route = { view: 'unknown', hash };
  const [, name = '', argument, second, ...rest] = hash.replace(/^#?\/?/, '/').split('/');
  if (rest.length > 0 || (second !== undefined && (name !== 'block' || second === ''))) return unknown;
  if (name === '' && argument === undefined) return { view: 'live' };
  if (name === 'node' && argument === undefined) return { view: 'node' };
  if (argument === undefined || argument === '') return unknown;
  let text: string;
  let transaction: string | undefined;
  try {
    text = decodeURIComponent(argument);
    transaction = second === undefined ? undefined : decodeURIComponent(second);
  } catch {
    return unknown;
  }
  if (name === 'block') return { view: 'block', block: text, ...(transaction === undefined ? {} : { transaction }) };
  if (name === 'tx') return { view: 'transaction', hash: text };
  if (name === 'account') return { view: 'account', address: text };
  return unknown;
}

/** The link that leads to a route. */
export function routeLink(route: Exclude<Route, { view: 'unknown' }>): string {
  switch (route.view) {
    case 'live':
      return '#/';
    case 'node':
      return '#/node';
    case 'block':
      return `#/block/${[route.block, route.transaction ?? []].flat().map(encodeURIComponent).join('/')}`;
    case 'transaction':
      return `#/tx/${encodeURIComponent(route.hash)}`;
    case 'account':
      return `#/account/${encodeURIComponent(route.address)}`;
  }
}

/** A place in the page, which the part of the address after `#` names. */
export type Route =
  | { readonly view: 'live' }
  | { readonly view: 'node' }
  /** `block` is a topoheight in decimal or a hash. */
  | { readonly view: 'block'; readonly block: string }
  | { readonly view: 'transaction'; readonly hash: string }
  | { readonly view: 'account'; readonly address: string }
  | { readonly view: 'unknown'; readonly hash: string };

/** The route of `location.hash`. What does not decode is an unknown place. */
export function parseRoute(hash: string): Route {
  const unknown: Route = { view: 'unknown', hash };
  const [, name = '', argument, ...rest] = hash.replace(/^#?\/?/, '/').split('/');
  if (rest.length > 0) return unknown;
  if (name === '' && argument === undefined) return { view: 'live' };
  if (name === 'node' && argument === undefined) return { view: 'node' };
  if (argument === undefined || argument === '') return unknown;
  let text: string;
  try {
    text = decodeURIComponent(argument);
  } catch {
    return unknown;
  }
  if (name === 'block') return { view: 'block', block: text };
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
      return `#/block/${encodeURIComponent(route.block)}`;
    case 'transaction':
      return `#/tx/${encodeURIComponent(route.hash)}`;
    case 'account':
      return `#/account/${encodeURIComponent(route.address)}`;
  }
}

import { TosError } from '@tos/protocol';

/** Where a module is: a `URL`, of any realm or library. */
export interface ModuleAddress {
  readonly href: string;
}

/** The address of a module that a caller named. @throws TOS_INVALID_ARGUMENT for what is no URL, such as a path */
export function hrefOf(argument: string, address: ModuleAddress): string {
  const href: unknown = typeof address === 'object' && address !== null ? address.href : undefined;
  if (typeof href === 'string') return href;
  const received = typeof address === 'string' ? `the text '${address}'` : typeof address;
  const expected = 'a URL: new URL(text, import.meta.url), or pathToFileURL(path) of node:url';
  throw new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received }, `${received} is not a URL, as ${argument} has to be.`);
}

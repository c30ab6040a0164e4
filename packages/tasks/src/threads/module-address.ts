import { describeValue } from '@tos/protocol/arguments';
import { argumentError } from '@tos/protocol/errors';

/** The address of a module: a `URL`, of any realm or library. */
export interface ModuleAddress {
  readonly href: string;
}

/** Returns the text of an address. @param argument its name, for the error @throws TOS_INVALID_ARGUMENT for what is no URL, such as a path */
export function hrefOf(argument: string, address: ModuleAddress): string {
  const href: unknown = typeof address === 'object' && address !== null ? address.href : undefined;
  if (typeof href === 'string') return href;
  const received = typeof address === 'string' ? `the text ${JSON.stringify(address)}` : describeValue(address);
  const expected = 'a URL, as of new URL(text, import.meta.url) or of pathToFileURL in node:url';
  throw argumentError(argument, expected, received);
}

import { TosError } from '@tos/protocol';
import { describeValue } from '@tos/protocol/arguments';

/** Where a module is: a `URL`, of any realm or library. */
export interface ModuleAddress {
  readonly href: string;
}

/** The address of a module that a caller named. @throws TOS_INVALID_ARGUMENT for what is no URL, such as a path */
export function hrefOf(argument: string, address: ModuleAddress): string {
  const href: unknown = typeof address === 'object' && address !== null ? address.href : undefined;
  if (typeof href === 'string') return href;
  const received = typeof address === 'string' ? `the text ${JSON.stringify(address)}` : describeValue(address);
  const expected = 'a URL, as of new URL(text, import.meta.url) or of pathToFileURL in node:url';
  throw new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received });
}

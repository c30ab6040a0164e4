import { type Network, networks } from '../network.ts';
import { assertObject } from './assert-object.ts';
import { invalidArgument } from './invalid-argument.ts';
import { readMember } from './read-foreign.ts';

/**
 * @throws TOS_INVALID_ARGUMENT unless the value is one of `networks`, or an object that has the name, chain id and address prefix of one
 * of them, such as a copy with another threshold
 */
export function assertNetwork(value: unknown, argument: string): asserts value is Network {
  const name = typeof value === 'string' ? value : 'devnet';
  if (typeof value === 'object' && value !== null) {
    assertObject(value, argument);
    const known = Object.values(networks).find((network) => network.name === readMember(value, 'name'));
    const isVariation = (member: keyof Network) => readMember(value, member) === known?.[member];
    if (known !== undefined && isVariation('chainId') && isVariation('addressPrefix')) return;
  }
  throw invalidArgument(argument, `a network, as networks.${Object.hasOwn(networks, name) ? name : 'devnet'}`, value);
}

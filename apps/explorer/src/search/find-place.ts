import type { Client } from '@tos/client';
import { isTosError } from '@tos/protocol';
import { type Route, routeLink } from '../route/route.ts';

/** Where a search leads: the link of a place, or why there is none. */
export type Found = { readonly link: string } | { readonly problem: string };

/**
 * The place that a text names: a topoheight, the hash of a block or a transaction, an address, or a name.
 * @throws when the node does not answer
 */
export async function findPlace(text: string, node: Client): Promise<Found> {
  const wanted = text.trim();
  const number = wanted.replaceAll(/[, ]/g, '');
  if (/^\d{1,19}$/.test(number)) return linkTo({ view: 'block', block: String(BigInt(number)) });
  const small = wanted.toLowerCase();
  if (/^(0x)?[0-9a-f]{64}$/.test(small)) return findHash(small.slice(-64), node);
  if (/^(tos|tst)1[0-9a-z]+$/.test(small)) return linkTo({ view: 'account', address: small });
  const address = wanted.length > 255 ? null : await node.call('resolve_name', { name: wanted });
  if (address !== null) return linkTo({ view: 'account', address });
  return {
    problem: `Nothing is found by ${JSON.stringify(cut(wanted))}. A block has a number or a hash, a transaction a hash of 64 hex digits, an account an address or a name.`,
  };
}

async function findHash(hash: string, node: Client): Promise<Found> {
  if (await exists('get_block_by_hash', hash, node)) return linkTo({ view: 'block', block: hash });
  const isTransaction =
    (await exists('get_transaction', hash, node)) || (await node.call('get_left_transaction', { hash })) !== null;
  if (isTransaction) return linkTo({ view: 'transaction', hash });
  return { problem: `This node has no block and no transaction with the hash ${cut(hash)}.` };
}

async function exists(method: 'get_block_by_hash' | 'get_transaction', hash: string, node: Client): Promise<boolean> {
  try {
    await node.call(method, { hash });
    return true;
  } catch (error) {
    if (isTosError(error, 'TOS_CALL_REFUSED') && error.details.reason === 'TOS_NOT_FOUND') return false;
    throw error;
  }
}

function linkTo(route: Exclude<Route, { view: 'unknown' }>): Found {
  return { link: routeLink(route) };
}

/** Characters of a searched text that an answer repeats. */
const REPEATED = 24;

function cut(text: string): string {
  return text.length <= REPEATED ? text : `${text.slice(0, REPEATED)}…`;
}

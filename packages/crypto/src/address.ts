import { bech32 } from '@scure/base';
import { assertBytes, assertNetwork, assertText, type Network, TosError } from '@tos/protocol';
import { PUBLIC_KEY_SIZE } from './sizes.ts';

// Payload: key (32) || type (1), then up to 128 bytes of data when the type is integrated. Source: docs/protocol.md §3.7.
const NORMAL = 0;
const INTEGRATED = 1;
/** Bytes of the data of an integrated address. */
const MAX_DATA = 128;
/** Characters of the longest integrated address: prefix 3, separator 1, 161 bytes in 258 symbols, checksum 6. */
const MAX_LENGTH = 268;

/**
 * The normal address of a public key of 32 bytes: classic bech32 (BIP-173), 63 characters.
 * @throws TOS_INVALID_ARGUMENT unless the key is 32 bytes and the network is a network. It does not check that the key is a point, because an
 * address names any 32 bytes.
 */
export function encodeAddress(publicKey: Uint8Array, network: Network): string {
  assertBytes(publicKey, 'publicKey', PUBLIC_KEY_SIZE);
  assertNetwork(network, 'network');
  return bech32.encode(network.addressPrefix, bech32.toWords(Uint8Array.of(...publicKey, NORMAL)));
}

/**
 * The public key (32 bytes) of a normal address of this network.
 * @throws TOS_INVALID_ADDRESS with the first reason of: length, mixed case, prefix, character, checksum, padding, payload
 * length, integrated address, type; TOS_INVALID_ARGUMENT unless the address is a text and the network is a network
 */
export function decodeAddress(address: string, network: Network): Uint8Array {
  assertText(address, 'address');
  assertNetwork(network, 'network');
  const payload = decodePayload(address, network.addressPrefix);
  const type = payload[PUBLIC_KEY_SIZE];
  if (type === undefined) throw refusal(address, `payload of ${payload.length} bytes, expected ${PUBLIC_KEY_SIZE + 1}`);
  if (type === INTEGRATED) throw refusal(address, 'integrated address');
  if (type !== NORMAL) throw refusal(address, `unknown type ${type}`);
  if (payload.length !== PUBLIC_KEY_SIZE + 1) {
    throw refusal(address, `payload of ${payload.length} bytes, expected ${PUBLIC_KEY_SIZE + 1}`);
  }
  return payload.slice(0, PUBLIC_KEY_SIZE);
}

/** The parts of an address. */
export interface AddressParts {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** What an integrated address carries beside its key, 1 to 128 bytes; null in a normal address. */
  readonly data: Uint8Array | null;
}

/**
 * The parts of a normal or an integrated address of this network. The data are not read.
 * @throws as `decodeAddress`, which refuses integrated addresses
 */
export function splitAddress(address: string, network: Network): AddressParts {
  assertText(address, 'address');
  assertNetwork(network, 'network');
  const payload = decodePayload(address, network.addressPrefix);
  if (payload[PUBLIC_KEY_SIZE] !== INTEGRATED) return { publicKey: decodeAddress(address, network), data: null };
  const data = payload.slice(PUBLIC_KEY_SIZE + 1);
  if (data.length === 0 || data.length > MAX_DATA) {
    throw refusal(address, `${data.length} bytes of data, expected 1 to ${MAX_DATA}`);
  }
  return { publicKey: payload.slice(0, PUBLIC_KEY_SIZE), data };
}

function decodePayload(address: string, prefix: string): Uint8Array {
  if (address.length > MAX_LENGTH) throw refusal(address, `length ${address.length}, expected 63`);
  const lower = address.toLowerCase();
  if (address !== lower && address !== address.toUpperCase()) throw refusal(address, 'mixed case');
  const separator = lower.lastIndexOf('1');
  if (separator === -1 || lower.slice(0, separator) !== prefix) {
    throw refusal(address, `wrong prefix, expected ${prefix}1`);
  }
  // This checks `address` and not `lower`, because U+212A (the Kelvin sign) becomes k in lower case.
  if (!/^[a-z0-9]+$/i.test(address) || /[bio]/.test(lower.slice(separator))) {
    throw refusal(address, 'character outside the bech32 alphabet');
  }
  const decoded = bech32.decodeUnsafe(address, MAX_LENGTH);
  if (decoded === undefined) throw refusal(address, 'wrong checksum');
  const payload = bech32.fromWordsUnsafe(decoded.words);
  // scure-base returns nothing for bits after the last whole byte that are not zero, or that would fill a symbol.
  if (!payload) throw refusal(address, 'non-zero or surplus padding');
  return payload;
}

function refusal(address: string, reason: string): TosError {
  // The error carries the beginning only: a caller may have pasted a megabyte.
  const shown = address.slice(0, MAX_LENGTH);
  return new TosError('TOS_INVALID_ADDRESS', { address: shown, reason });
}

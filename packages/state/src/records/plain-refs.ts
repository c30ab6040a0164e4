import { assertBytes, assertOneOf } from '@tos/protocol';
import { domains, type RecordRef, SupplyCounter } from '../domain.ts';
import { balanceRef } from './balance.ts';
import { KEY_SIZE } from './key-size.ts';

// References to records whose value is a number, or bytes without a codec. They keep the bytes that they are given, which must be 32.
// @throws TOS_INVALID_ARGUMENT for others

export function nonceRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.nonce, key: account };
}

export function supplyRef(counter: (typeof SupplyCounter)[keyof typeof SupplyCounter]): RecordRef {
  assertOneOf(counter, 'counter', Object.values(SupplyCounter));
  return { domain: domains.supply, key: Uint8Array.of(counter) };
}

export function energyRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.energy, key: account };
}

/** The value is the module. @param address of the contract, 32 bytes */
export function contractRef(address: Uint8Array): RecordRef {
  assertBytes(address, 'address', KEY_SIZE);
  return { domain: domains.contract, key: address };
}

/** An encrypted balance. The value is a ciphertext of 64 bytes: commitment, then handle. @param asset 32 bytes as on the wire. */
export function shieldedRef(account: Uint8Array, asset: Uint8Array): RecordRef {
  return { domain: domains.shielded, key: balanceRef(account, asset).key };
}

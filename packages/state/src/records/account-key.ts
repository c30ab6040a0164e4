import { KEY_SIZE } from './key-size.ts';

/** Account (32 bytes) of a nonce, balance or multisig key. */
export function accountOfKey(key: Uint8Array): Uint8Array {
  return key.subarray(0, KEY_SIZE);
}

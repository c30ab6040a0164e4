import { assertBytes } from '@tos/protocol';
import { domains, MULTISIG_FIELDS, type RecordRef } from '../domain.ts';
import { KEY_SIZE } from './key-size.ts';
import { type RecordCodec, recordCodec } from './record-codec.ts';

/** Who must sign a transaction beside the owner. Source: docs/protocol.md §4.1. */
export interface Multisig {
  readonly threshold: number;
  readonly participants: readonly Uint8Array[];
}

export function multisigRef(account: Uint8Array): RecordRef {
  assertBytes(account, 'account', KEY_SIZE);
  return { domain: domains.multisig, key: account };
}

const codec: RecordCodec<Multisig> = recordCodec('multisig', MULTISIG_FIELDS);

/** @throws TOS_INVALID_ARGUMENT for more participants than their count has room for, and keys that are not 32 bytes */
export function encodeMultisig(multisig: Multisig): Uint8Array {
  return codec.encode(multisig);
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeMultisig(bytes: Uint8Array): Multisig {
  return codec.decode(bytes);
}

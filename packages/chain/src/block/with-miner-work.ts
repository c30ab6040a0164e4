import { assertBytes, assertObject, TosError } from '@tos/protocol';
import { compareBytes } from '@tos/state';
import { WireReader } from '@tos/transaction';
import { headerWorkHash } from './block-hash.ts';
import type { BlockHeader } from './block-header.ts';

/**
 * The header with the timestamp, nonce, extra nonce and key that a miner chose.
 * @param work 112 bytes, as `minerWork` returns them and a miner changes them
 * @throws TOS_INVALID_FORMAT for other bytes, and for the work of another header
 */
export function withMinerWork(header: BlockHeader, work: Uint8Array): BlockHeader {
  assertObject(header, 'header');
  assertBytes(work, 'work');
  const reader = new WireReader(work, 'miner work');
  const workHash = reader.bytes(32);
  const chosen = {
    timestamp: reader.u64(),
    nonce: reader.u64(),
    extraNonce: reader.bytes(32),
    miner: reader.bytes(32),
  };
  if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes left over`);
  if (compareBytes(workHash, headerWorkHash(header)) === 0) return { ...header, ...chosen };
  const reason = 'it is of another header: the height, the parents or the transactions differ';
  throw new TosError('TOS_INVALID_FORMAT', { what: 'miner work', reason });
}

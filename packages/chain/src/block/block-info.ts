import { assertBytes, assertObject, assertU64, TosError } from '@tos/protocol';
import { decodeU64Record, encodeU64Record } from '@tos/state';

/** What the chain keeps beside a block (`StoredBlock.info`). Atomic units of TOS. */
export interface BlockInfo {
  /** Emitted by this block: the sum of the two below. */
  readonly baseReward: bigint;
  /** Without fees. */
  readonly minerReward: bigint;
  readonly devReward: bigint;
  /** Paid by the block's transactions to the miner. */
  readonly totalFees: bigint;
}

const SIZE = 32;

/** 32 bytes: the four numbers as u64 in the order of the interface. */
export function encodeBlockInfo(info: BlockInfo): Uint8Array {
  assertObject(info, 'info');
  const bytes = new Uint8Array(SIZE);
  (['baseReward', 'minerReward', 'devReward', 'totalFees'] as const).forEach((name, i) => {
    const amount = info[name];
    assertU64(amount, `info.${name}`);
    bytes.set(encodeU64Record(amount), 8 * i);
  });
  return bytes;
}

/** @throws TOS_STORAGE_CORRUPT unless it is 32 bytes. */
export function decodeBlockInfo(bytes: Uint8Array): BlockInfo {
  assertBytes(bytes, 'bytes');
  if (bytes.length !== SIZE) {
    const reason = `${bytes.length} bytes instead of ${SIZE}`;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'block info', reason });
  }
  const at = (i: number): bigint => decodeU64Record(bytes.subarray(8 * i, 8 * i + 8));
  return { baseReward: at(0), minerReward: at(1), devReward: at(2), totalFees: at(3) };
}

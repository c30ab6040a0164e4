import { assertBytes, assertObject, assertU64, TosError } from '@tos/protocol';
import { decodeU64Record, encodeU64Record } from '@tos/state';

/** What the chain keeps beside a block (`StoredBlock.info`), in atomic units of TOS. */
export interface BlockInfo {
  /** What the block emitted: the sum of `minerReward` and `devReward`. */
  readonly baseReward: bigint;
  /** Without fees. */
  readonly minerReward: bigint;
  readonly devReward: bigint;
  /** What the block's transactions paid to the miner. */
  readonly gasFee: bigint;
}

const SIZE = 32;

/** 32 bytes: the four numbers as u64 in the order of the interface. */
export function encodeBlockInfo(info: BlockInfo): Uint8Array {
  assertObject(info, 'info');
  const bytes = new Uint8Array(SIZE);
  (['baseReward', 'minerReward', 'devReward', 'gasFee'] as const).forEach((name, i) => {
    const amount = info[name];
    assertU64(amount, `info.${name}`);
    bytes.set(encodeU64Record(amount), 8 * i);
  });
  return bytes;
}

/** Reads what `encodeBlockInfo` wrote. @throws TOS_STORAGE_CORRUPT unless there are 32 bytes */
export function decodeBlockInfo(bytes: Uint8Array): BlockInfo {
  assertBytes(bytes, 'bytes');
  if (bytes.length !== SIZE) {
    const reason = `${bytes.length} bytes instead of ${SIZE}`;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'block info', reason });
  }
  const at = (i: number): bigint => decodeU64Record(bytes.subarray(8 * i, 8 * i + 8));
  return { baseReward: at(0), minerReward: at(1), devReward: at(2), gasFee: at(3) };
}

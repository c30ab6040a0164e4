import { bytesToHex } from '@noble/hashes/utils.js';
import { ErrorCode, type Network, networks, u64High, u64Low } from '@tos/protocol';
import type { BlockFrame } from '@tos/runtime';
import type { BlockOverlay } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { BlockOutcome, ExecutionContext } from '../src/index.ts';
import { REFERENCE_LIMIT } from './block-parts.ts';
import { describeWrites, type MapState } from './map-state.ts';

export const INJECTED_VERIFIER: URL = new URL('./fixtures/injected-verifier.mjs', import.meta.url);

/** A frame that pays a reward before the transactions, and the fees after them. */
export function minerFrame(miner: Uint8Array, reward: bigint): BlockFrame {
  const cells = (overlay: BlockOverlay) => {
    const id = overlay.intern(miner, 0);
    return { nonce: overlay.nonceCell(id), balance: overlay.balanceCell(id, 0) };
  };
  const pay = (overlay: BlockOverlay, amount: bigint): ErrorCode => {
    const { nonce, balance } = cells(overlay);
    if (!overlay.exists(nonce)) overlay.set(nonce, 0, 0);
    return overlay.add(balance, u64High(amount), u64Low(amount)) ? ErrorCode.OK : ErrorCode.OVERFLOW;
  };
  return {
    declare(overlay) {
      const { nonce, balance } = cells(overlay);
      overlay.want(nonce);
      overlay.want(balance);
    },
    open: (overlay) => pay(overlay, reward),
    close: pay,
  };
}

/** A context in which references are good up to a topoheight, as in the harness of the public vectors. */
export async function referencesUpTo(batch: PackedBatch, limit: bigint): Promise<Uint8Array> {
  return Uint8Array.from({ length: batch.count }, (_, i) => {
    return batch.referenceHigh[i] === 0 && BigInt(batch.referenceLow[i]!) <= limit ? 1 : 0;
  });
}

export function contextOver(state: MapState, frame?: BlockFrame, network: Network = networks.devnet): ExecutionContext {
  return {
    network,
    topoheight: 11,
    state,
    references: (batch) => referencesUpTo(batch, REFERENCE_LIMIT),
    ...(frame === undefined ? {} : { frame }),
  };
}

/** Returns an outcome as text, without the report, which may differ between executors. */
export function describeOutcome(outcome: BlockOutcome): unknown {
  if (outcome.refused !== null) return { refused: outcome.refused };
  return {
    results: outcome.results.toArray().map((result) => ({ ...result, hash: bytesToHex(result.hash) })),
    writes: describeWrites(outcome.state.getModifiedRecords()),
    gasFee: outcome.state.getGasFee(),
  };
}

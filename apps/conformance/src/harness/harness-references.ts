import { u64FromHalves } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';

/**
 * Returns 1 for each transaction whose reference is not above the loaded height. The harness has no chain in which it could find the hash:
 * its vectors name the zero hash. Source: docs/protocol.md §4.5, §5.2.
 */
export function harnessReferences(batch: PackedBatch, height: bigint): Uint8Array {
  const acceptable = new Uint8Array(batch.count);
  for (let i = 0; i < batch.count; i++) {
    const topoheight = u64FromHalves(batch.referenceHigh[i]!, batch.referenceLow[i]!);
    acceptable[i] = topoheight <= height ? 1 : 0;
  }
  return acceptable;
}

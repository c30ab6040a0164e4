import { compareBytes, type Storage, type StoredBlock, type StoredMetadata } from '@tos/state';
import { type Finding, finding, messageOf } from './finding.ts';

/** What a rollback to a block would bring back, where the storage tells it. */
export async function* verifyPoint(
  storage: Storage,
  known: {
    readonly metadata: StoredMetadata;
    readonly stored: StoredBlock;
    /** By formula and blocks; null where a block before could not be counted. */
    readonly supply: { readonly emitted: bigint; readonly burned: bigint } | null;
  },
): AsyncGenerator<Finding> {
  const { network, genesis } = known.metadata;
  const { hash, height, topoheight, digest } = known.stored;
  if (topoheight === null) return;
  const at = `metadata at topoheight ${topoheight}`;
  const point = await storage.metadataAt(topoheight).catch(messageOf);
  if (typeof point === 'string') yield finding('blocks', `${at}: ${point}`);
  if (point === undefined || typeof point === 'string') return;
  const isBlock =
    compareBytes(point.head.hash, hash) === 0 &&
    point.head.height === height &&
    point.head.topoheight === topoheight &&
    point.tips.length === 1 &&
    point.tips.every((tip) => compareBytes(tip, hash) === 0);
  if (!isBlock) yield finding('blocks', `${at}: another head or tips than the block there`);
  if (point.network !== network || compareBytes(point.genesis, genesis) !== 0) {
    yield finding('blocks', `${at}: another network or genesis than at the head`);
  }
  if (digest !== null && compareBytes(point.digest, digest) !== 0) {
    yield finding('blocks', `${at}: another digest than the block has`);
  }
  const { supply } = known;
  if (supply !== null && (point.supply.emitted !== supply.emitted || point.supply.burned !== supply.burned)) {
    yield finding('blocks', `${at}: another supply than by formula and blocks`);
  }
}

import { compareBytes, type Storage, type StoredBlock, type StoredMetadata } from '@tos/state';
import { damageMessage } from './damage-message.ts';
import type { Finding } from './finding.ts';

/** Checks the metadata that a rollback to a block would bring back, where the storage reports them. */
export async function* verifyPoint(
  storage: Storage,
  known: {
    readonly metadata: StoredMetadata;
    readonly stored: StoredBlock;
    /** The supply by formula and blocks; null where an earlier block could not be read. */
    readonly supply: { readonly emitted: bigint; readonly burned: bigint } | null;
  },
): AsyncGenerator<Finding> {
  const { network, genesis } = known.metadata;
  const { hash, height, topoheight, digest } = known.stored;
  if (topoheight === null) return;
  const at = `metadata at topoheight ${topoheight}`;
  const point = await storage.metadataAt(topoheight).catch(damageMessage);
  if (typeof point === 'string') yield { part: 'blocks', message: `${at}: ${point}` };
  if (point === undefined || typeof point === 'string') return;
  const isBlock =
    compareBytes(point.head.hash, hash) === 0 &&
    point.head.height === height &&
    point.head.topoheight === topoheight &&
    point.tips.length === 1 &&
    point.tips.every((tip) => compareBytes(tip, hash) === 0);
  if (!isBlock) yield { part: 'blocks', message: `${at}: head or tips are not the block there` };
  if (point.network !== network || compareBytes(point.genesis, genesis) !== 0) {
    yield { part: 'blocks', message: `${at}: network or genesis are not those at the head` };
  }
  if (digest !== null && compareBytes(point.digest, digest) !== 0) {
    yield { part: 'blocks', message: `${at}: the digest is not that of the block` };
  }
  const { supply } = known;
  if (supply !== null && (point.supply.emitted !== supply.emitted || point.supply.burned !== supply.burned)) {
    yield { part: 'blocks', message: `${at}: the supply is not what formula and blocks give` };
  }
}

import { bytesToHex } from '@noble/hashes/utils.js';
import { EventLoopTurns } from '@tos/executor';
import { compareBytes, type Storage, type StoredBlock } from '@tos/state';
import { blockHash } from '../block/block-hash.ts';
import { damageMessage } from './damage-message.ts';
import { decodedBlock, hasItsTransactions } from './decoded-block.ts';
import type { Finding } from './finding.ts';
import { infoProblem } from './info-problem.ts';

/** Checks the blocks without a place in the order: those at its heights, and those that a rollback left above. */
export async function* verifyLooseBlocks(storage: Storage, headHeight: number): AsyncGenerator<Finding> {
  const turns = new EventLoopTurns();
  for (let height = 0, isAny = true; height <= headHeight || isAny; height++) {
    if (turns.isDue) await turns.give();
    const hashes = await storage.blocksAtHeight(height);
    isAny = hashes.length > 0;
    for (const hash of hashes) {
      const stored = await storage.getBlock({ hash }).catch(damageMessage);
      const block = stored === undefined || typeof stored === 'string' ? (stored ?? 'it is not stored') : stored;
      if (typeof block !== 'string' && block.topoheight !== null) continue;
      const reason = typeof block === 'string' ? block : looseProblem(block);
      if (reason !== null)
        yield { part: 'blocks', message: `block ${bytesToHex(hash)} at height ${height}: ${reason}` };
    }
  }
}

function looseProblem(stored: StoredBlock): string | null {
  const block = decodedBlock(stored);
  if (typeof block === 'string') return `its bytes do not decode: ${block}`;
  if (compareBytes(blockHash(block.header), stored.hash) !== 0) return 'its bytes give another hash';
  if (block.header.height !== BigInt(stored.height)) return `height ${stored.height} in its row`;
  if (!hasItsTransactions(stored, block)) return 'other transactions in its row than in its bytes';
  return infoProblem(stored, block);
}

import { bytesToHex } from '@noble/hashes/utils.js';
import { TosError } from '@tos/protocol';
import type { StorageReader } from '@tos/state';
import { decodeBlock } from '../block/block.ts';
import type { ChainHead } from './chain-head.ts';

/** The head of a stored chain. @throws TOS_STORAGE_CORRUPT when there is none or its block is not stored, and as the storage */
export async function readHead(storage: Pick<StorageReader, 'getBlock' | 'metadata'>): Promise<ChainHead> {
  const metadata = await storage.metadata();
  if (metadata === undefined) throw new TosError('TOS_STORAGE_CORRUPT', { what: 'metadata', reason: 'it is gone' });
  const { head, digest, supply } = metadata;
  const block = await storage.getBlock({ hash: head.hash });
  if (block === undefined) {
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'head', reason: `no block ${bytesToHex(head.hash)}` });
  }
  const { header } = decodeBlock(block.bytes);
  return { ...head, timestamp: Number(header.timestamp), digest, supply };
}

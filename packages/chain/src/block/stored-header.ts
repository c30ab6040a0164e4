import { assertObject } from '@tos/protocol';
import type { StoredBlock } from '@tos/state';
import { WireReader } from '@tos/transaction';
import { type BlockHeader, readBlockHeader } from './block-header.ts';

/** The header of a block that a storage returned. Its transactions are not decoded. @throws TOS_INVALID_FORMAT, TOS_NOT_SUPPORTED */
export function storedHeader(block: Pick<StoredBlock, 'bytes'>): BlockHeader {
  assertObject(block, 'block');
  return readBlockHeader(new WireReader(block.bytes, 'stored block'));
}

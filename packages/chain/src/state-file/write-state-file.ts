import { bytesToHex } from '@tos/crypto';
import { assertFunction, assertInteger, assertObject, TosError } from '@tos/protocol';
import { compareBytes, type Storage, type Topoheight } from '@tos/state';
import { checkedGenesis, type Genesis } from '../genesis/genesis.ts';
import { genesisCommit } from '../genesis/genesis-block.ts';
import { chainPointAt } from '../history/chain-point.ts';
import { liveRecords } from '../history/live-records.ts';
import type { OnProgress } from '../history/progress.ts';
import { lowestRecent, recentBlocks } from '../history/recent-blocks.ts';
import { type StateSink, StateWriter } from './state-writer.ts';

/**
 * Writes a state file: the state of a chain at a topoheight, and the blocks that a node needs to continue from there.
 * @param chain its genesis, and the topoheight: not above the head nor below the pruned part
 * @returns the number of records, and the checksum that ends the file (32 bytes)
 * @throws TOS_INVALID_ARGUMENT with `details.expected` for another topoheight, before anything is written
 * @throws TOS_STORAGE_NETWORK when the stored chain began with another genesis; TOS_STORAGE_CORRUPT; and as the sink
 */
export async function writeStateFile(
  storage: Storage,
  chain: { readonly genesis: Genesis; readonly topoheight: Topoheight },
  sink: StateSink,
  onProgress: OnProgress = () => undefined,
): Promise<{ readonly records: number; readonly checksum: Uint8Array }> {
  assertObject(storage, 'storage', ['metadata', 'getBlock', 'iterate']);
  assertObject(chain, 'chain');
  const { genesis, topoheight } = chain;
  checkedGenesis(genesis);
  assertInteger(topoheight, 'topoheight', 0);
  assertFunction(sink, 'sink');
  assertFunction(onProgress, 'onProgress');
  const { metadata } = await chainPointAt(storage, topoheight);
  const own = genesisCommit(genesis).block.hash;
  if (compareBytes(own, metadata.genesis) !== 0) {
    throw new TosError('TOS_STORAGE_NETWORK', { found: bytesToHex(metadata.genesis), expected: bytesToHex(own) });
  }
  const blocks = topoheight - lowestRecent(topoheight) + 1;
  const writer = new StateWriter({ metadata, genesis }, { blocks, sink });
  for await (const block of recentBlocks(storage, topoheight)) writer.addBlock(block);
  for await (const record of liveRecords(storage, topoheight, onProgress)) writer.addRecord(record);
  return writer.finish();
}

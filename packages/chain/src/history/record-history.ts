import { assertBytes, assertObject } from '@tos/protocol';
import type { RecordRef } from '@tos/state';
import { recordsAt } from './account-records.ts';
import {
  assertHistoryRead,
  type HistoryOptions,
  type HistoryPage,
  type HistoryReader,
  readHistoryPage,
} from './history-page.ts';
import { RecordChanges } from './record-changes.ts';

/**
 * A page of the history of one record: the blocks that changed it, newest first. Deletions are among them, also that of a record that is
 * deleted at the head.
 * @throws TOS_STORAGE_CONFLICT when the chain goes back meanwhile; a snapshot does not
 */
export async function recordHistory(
  reader: HistoryReader,
  ref: RecordRef,
  options: HistoryOptions,
): Promise<HistoryPage> {
  assertHistoryRead(reader, options);
  assertObject(ref, 'ref');
  assertBytes(ref.key, 'ref.key');
  // A copy: the caller may change its bytes before the page is read.
  const own = { domain: ref.domain, key: new Uint8Array(ref.key) };
  return readHistoryPage(reader, options, {
    open: async (at) => new RecordChanges(reader, await recordsAt(reader, [own], at)),
  });
}

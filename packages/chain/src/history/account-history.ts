import { PUBLIC_KEY_SIZE } from '@tos/crypto';
import { assertBytes } from '@tos/protocol';
import { deletableRecords, pluralRecords, recordsAt, singleRefs } from './account-records.ts';
import {
  assertHistoryRead,
  type HistoryOptions,
  type HistoryPage,
  type HistoryReader,
  readHistoryPage,
} from './history-page.ts';
import { RecordChanges } from './record-changes.ts';

/**
 * A page of the history of an account: the blocks that changed its records, newest first, with what they changed. Its records are those
 * whose keys begin with the account: nonce, balances of all assets, multisig, energy, session keys and so on.
 *
 * A storage has no list of the records that were deleted. Of those whose key has more parts than the account (session keys), the history is
 * found from the state before each block of the page. So what may be missing is a block that changed nothing of the account but such
 * records: no transaction makes one, because it changes the nonce of the account too.
 * @param account 32 bytes
 * @throws TOS_STORAGE_CONFLICT when the chain goes back meanwhile; a snapshot does not
 */
export async function accountHistory(
  reader: HistoryReader,
  account: Uint8Array,
  options: HistoryOptions,
): Promise<HistoryPage> {
  assertHistoryRead(reader, options);
  assertBytes(account, 'account', PUBLIC_KEY_SIZE);
  // A copy: the caller may change its bytes before the page is read.
  const own = new Uint8Array(account);
  return readHistoryPage(reader, options, {
    async open(at) {
      return new RecordChanges(reader, [
        ...(await recordsAt(reader, singleRefs(own), at)),
        ...(await pluralRecords(reader, own, at)),
      ]);
    },
    async look(changes, topoheight) {
      if (topoheight === 0) return;
      const before = await deletableRecords(reader, own, topoheight - 1);
      const refs = before.flatMap(([ref]) => (changes.has(ref) ? [] : [ref]));
      changes.add(await recordsAt(reader, refs, topoheight));
    },
  });
}

import {
  type Domain,
  domainList,
  type RecordRef,
  type StorageReader,
  type StoredVersion,
  type Topoheight,
} from '@tos/state';

export type FoundRecord = readonly [RecordRef, StoredVersion];

const ofAccounts = domainList.filter(({ key: [first] }) => first?.name === 'account');
/** The domains in which the account is the whole key. */
const singles = ofAccounts.filter(({ key }) => key.length === 1);
/** The domains in which the key has more parts: an account has any number of such records. */
const plurals = ofAccounts.filter(({ key }) => key.length > 1);
/** The overlay of a block deletes no number: a balance that is spent is 0. */
const deletable = plurals.filter(({ cell }) => cell === 'bytes');

/** The records that have a version at or below a topoheight, deleted ones too. */
export async function recordsAt(
  reader: Pick<StorageReader, 'readMany'>,
  refs: readonly RecordRef[],
  at: Topoheight,
): Promise<FoundRecord[]> {
  if (refs.length === 0) return [];
  const versions = await reader.readMany(refs, at);
  return refs.flatMap((ref, i) => (versions[i] === undefined ? [] : [[ref, versions[i]] as const]));
}

/** The places of the records whose key is the account. */
export function singleRefs(account: Uint8Array): RecordRef[] {
  return singles.map((domain) => ({ domain, key: new Uint8Array(account) }));
}

/** The records that live at a topoheight and whose keys begin with the account and have more parts. */
export function pluralRecords(
  reader: Pick<StorageReader, 'iterate'>,
  account: Uint8Array,
  at: Topoheight,
): Promise<FoundRecord[]> {
  return recordsIn(plurals, reader, account, at);
}

/** Those of `pluralRecords` that a later block may have deleted. */
export function deletableRecords(
  reader: Pick<StorageReader, 'iterate'>,
  account: Uint8Array,
  at: Topoheight,
): Promise<FoundRecord[]> {
  return recordsIn(deletable, reader, account, at);
}

async function recordsIn(
  some: readonly Domain[],
  reader: Pick<StorageReader, 'iterate'>,
  account: Uint8Array,
  at: Topoheight,
): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (const domain of some) {
    for await (const [key, version] of reader.iterate(domain, at, keysOf(account)))
      found.push([{ domain, key }, version]);
  }
  return found;
}

/** The keys that begin with the account. */
function keysOf(account: Uint8Array): { readonly from: Uint8Array; readonly to?: Uint8Array } {
  const last = account.findLastIndex((byte) => byte !== 0xff);
  if (last === -1) return { from: account };
  const to = new Uint8Array(account.subarray(0, last + 1));
  to[last]!++;
  return { from: account, to };
}

import {
  accountOfKey,
  assertBalanceRecord,
  assertU64Record,
  assetOfKey,
  type Domain,
  decodeBalance,
  decodeMultisig,
  domainList,
  domains,
  isNativeAsset,
  nonceRef,
  type RecordRef,
  type Storage,
  type StoredVersion,
  type Topoheight,
} from '@tos/state';
import { describeRecord } from './describe-record.ts';
import { type Finding, finding, messageOf } from './finding.ts';

const RECORDS_A_TURN = 256;

/**
 * Walks every chain of versions: the newest is what reading the record gives, topoheights fall with every link, none lies above
 * the head, every value decodes; and whoever has a balance has an account.
 * @param onRecord awaited at every 256th record, with the number of records so far
 * @returns the sum of the native balances, in atomic units
 */
export async function* verifyRecords(
  storage: Storage,
  head: Topoheight,
  onRecord: (done: number) => void | Promise<void>,
): AsyncGenerator<Finding, bigint> {
  let coins = 0n;
  let done = 0;
  for (const domain of domainList) {
    let owners: Uint8Array[] = [];
    try {
      for await (const [key, newest] of storage.iterate(domain)) {
        if (++done % RECORDS_A_TURN === 0) await onRecord(done);
        const ref = { domain, key };
        const message = keyProblem(ref) ?? (await historyProblem(storage, { ref, newest, head }));
        if (message !== null) yield finding('records', `${describeRecord(ref)}: ${message}`);
        if (domain !== domains.balance || keyProblem(ref) !== null) continue;
        coins += nativeAmount(key, newest.value);
        if (owners.push(accountOfKey(key)) < RECORDS_A_TURN) continue;
        yield* withoutAccount(storage, owners);
        owners = [];
      }
      yield* withoutAccount(storage, owners);
    } catch (error) {
      yield finding('records', `${domain.name}: the walk over all of them stopped: ${messageOf(error)}`);
    }
  }
  await onRecord(done);
  return coins;
}

async function historyProblem(
  storage: Storage,
  { ref, newest, head }: { readonly ref: RecordRef; readonly newest: StoredVersion; readonly head: Topoheight },
): Promise<string | null> {
  let link: Topoheight | null = newest.topoheight;
  let above = head + 1;
  try {
    for await (const { topoheight, previous, value } of storage.history(ref)) {
      if (topoheight !== link) return `the link leads to topoheight ${link}, and the version there says ${topoheight}`;
      if (topoheight >= above) return `topoheight ${topoheight} comes before ${above}`;
      const problem: string | null = value === null ? null : valueProblem(ref.domain, value);
      if (problem !== null) return `at topoheight ${topoheight}: ${problem}`;
      above = topoheight;
      link = previous;
    }
  } catch (error) {
    return messageOf(error);
  }
  return link === null ? null : `the link to topoheight ${link} leads nowhere`;
}

function keyProblem({ domain, key }: RecordRef): string | null {
  const fits =
    domain === domains.supply
      ? key.length === 1
      : domain === domains.balance
        ? (key.length === 33 && key[32] === 0) || (key.length === 65 && key[32] === 1)
        : key.length === 32;
  return fits ? null : `its key has ${key.length} bytes`;
}

function valueProblem({ cell }: Domain, value: Uint8Array): string | null {
  try {
    if (cell === 'u64') assertU64Record(value);
    else if (cell === 'balance') assertBalanceRecord(value);
    else decodeMultisig(value);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function nativeAmount(key: Uint8Array, value: Uint8Array | null): bigint {
  if (value === null || !isNativeAsset(assetOfKey(key))) return 0n;
  try {
    return decodeBalance(value).final;
  } catch {
    // Named as a value that does not decode.
    return 0n;
  }
}

async function* withoutAccount(storage: Storage, owners: readonly Uint8Array[]): AsyncGenerator<Finding> {
  const nonces = await storage.readMany(owners.map(nonceRef));
  for (const [i, nonce] of nonces.entries()) {
    if (nonce?.value != null) continue;
    yield finding('records', `${describeRecord(nonceRef(owners[i]!))}: it is missing, and the account has a balance`);
  }
}

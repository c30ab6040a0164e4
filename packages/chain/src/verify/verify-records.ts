import {
  accountOfKey,
  assertRecordKey,
  assertRecordValue,
  assetOfKey,
  type Domain,
  decodeBalance,
  domainList,
  domains,
  isNativeAsset,
  nonceRef,
  type RecordRef,
  type Storage,
  type StoredVersion,
  type Topoheight,
} from '@tos/state';
import { frozenAmount } from '../supply/supply-check.ts';
import { damageMessage } from './damage-message.ts';
import { describeRecord } from './describe-record.ts';
import type { Finding } from './finding.ts';

const RECORDS_PER_REPORT = 256;

/**
 * Walks every chain of versions and checks that the newest version is what reading the record gives, that topoheights fall with every link,
 * that none lies above the head, and that every value decodes; also that whoever has a balance has an account. Everything is checked as of
 * `head`; what is committed meanwhile is ignored.
 * @param onRecord awaited at every 256th record, with the number of records so far
 * @returns the sum of the native coins in balances and frozen, in atomic units
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
      for await (const [key, newest] of storage.iterate(domain, head)) {
        if (++done % RECORDS_PER_REPORT === 0) await onRecord(done);
        const ref = { domain, key };
        const message = keyProblem(ref) ?? (await historyProblem(storage, { ref, newest, head }));
        if (message !== null) yield { part: 'records', message: `${describeRecord(ref)}: ${message}` };
        if (keyProblem(ref) !== null) continue;
        coins += coinsIn(ref, newest.value);
        if (domain !== domains.balance) continue;
        if (owners.push(accountOfKey(key)) < RECORDS_PER_REPORT) continue;
        yield* withoutAccount(storage, owners, head);
        owners = [];
      }
      yield* withoutAccount(storage, owners, head);
    } catch (error) {
      yield {
        part: 'records',
        message: `${domain.name}: the walk over all its records stopped: ${damageMessage(error)}`,
      };
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
      if (topoheight > head && topoheight <= ((await storage.metadata())?.head.topoheight ?? head)) continue;
      if (topoheight !== link) return `the link leads to topoheight ${link}, and the version there has ${topoheight}`;
      if (topoheight >= above) return `topoheight ${topoheight} comes before ${above}`;
      const problem: string | null = value === null ? null : valueProblem(ref.domain, value);
      if (problem !== null) return `at topoheight ${topoheight}: ${problem}`;
      above = topoheight;
      link = previous;
    }
  } catch (error) {
    return damageMessage(error);
  }
  return link === null ? null : `the link to topoheight ${link} leads nowhere`;
}

function keyProblem({ domain, key }: RecordRef): string | null {
  return problemOf(() => assertRecordKey(domain, key));
}

function valueProblem(domain: Domain, value: Uint8Array): string | null {
  return problemOf(() => assertRecordValue(domain, value));
}

function problemOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return damageMessage(error);
  }
}

function coinsIn({ domain, key }: RecordRef, value: Uint8Array | null): bigint {
  if (value === null) return 0n;
  try {
    if (domain === domains.frozen) return frozenAmount(value);
    return domain === domains.balance && isNativeAsset(assetOfKey(key)) ? decodeBalance(value).final : 0n;
  } catch {
    // `historyProblem` reports a value that does not decode.
    return 0n;
  }
}

async function* withoutAccount(
  storage: Storage,
  owners: readonly Uint8Array[],
  head: Topoheight,
): AsyncGenerator<Finding> {
  const nonces = await storage.readMany(owners.map(nonceRef), head);
  for (const [i, nonce] of nonces.entries()) {
    if (nonce?.value != null) continue;
    yield {
      part: 'records',
      message: `${describeRecord(nonceRef(owners[i]!))}: it is missing, and the account has a balance`,
    };
  }
}

import {
  compareRefs,
  domainList,
  type RecordRef,
  type RecordWrite,
  type StoredVersion,
  type Topoheight,
} from '@tos/state';
import type { BlockWrites, BlockWritesOptions, WritesReader } from './block-writes.ts';
import { brokenOr } from './broken-or.ts';
import type { DigestCheck } from './digest-check.ts';

const MAX_VERSIONS = 250_000;
const RECORDS_PER_REPORT = 256;

/**
 * Yields the writes of blocks from versions of records: one walk over the live records and their versions yields as many blocks as fit into
 * memory. A record that is deleted at the head is in no such walk. Its block then has writes that do not give the digest, and the states
 * before and after the block are compared: one more walk per block that first wrote such a record.
 * @param digests before the first block
 * @param hidden the records that earlier calls found deleted; this call adds those that it finds
 * @returns the topoheight of the next block
 */
export async function* walkBlockWrites(
  storage: WritesReader,
  options: BlockWritesOptions,
  { digests, hidden }: { readonly digests: DigestCheck; readonly hidden: RecordRef[] },
): AsyncGenerator<BlockWrites, Topoheight> {
  const { from: low, to: high } = options;
  const versions = new VersionWindow(storage, { ...options, low, high });
  await versions.fill(hidden);
  for (let topoheight = low; topoheight <= versions.high; topoheight++) {
    await digests.next();
    let writes = versions.take(topoheight);
    let matches = digests.matches(writes);
    if (matches === false) {
      const exact = await exactWrites(storage, topoheight, options).catch(brokenOr(options));
      if (exact !== undefined && digests.matches(exact) === true) {
        for (const { ref } of missingFrom(writes, exact)) {
          hidden.push(ref);
          await versions.add(ref, topoheight + 1);
        }
        writes = exact;
        matches = true;
      }
    }
    yield { topoheight, writes, matches };
  }
  return versions.high + 1;
}

/** The versions at the topoheights `low` to `high`; `high` falls when there are more than `maxVersions`. */
class VersionWindow {
  readonly #storage: WritesReader;
  readonly #options: BlockWritesOptions;
  readonly #low: Topoheight;
  readonly #writes: Map<Topoheight, RecordWrite[]> = new Map();
  #size = 0;
  high: Topoheight;

  constructor(
    storage: WritesReader,
    { low, high, ...options }: BlockWritesOptions & { readonly low: Topoheight; readonly high: Topoheight },
  ) {
    this.#storage = storage;
    this.#options = options;
    this.#low = low;
    this.high = high;
  }

  async fill(hidden: readonly RecordRef[]): Promise<void> {
    let seen = 0;
    for (const domain of domainList) {
      for await (const [key, newest] of this.#storage.iterate(domain)) {
        if (++seen % RECORDS_PER_REPORT === 0) await this.#options.onRecord?.();
        if (newest.topoheight < this.#low) continue;
        const ref = { domain, key };
        // Most records have no other version in the window: their history need not be read.
        const isOnly = newest.previous === null || newest.previous < this.#low;
        if (isOnly) this.#put(ref, newest);
        else await this.add(ref, this.#low);
      }
    }
    for (const ref of hidden) await this.add(ref, this.#low);
  }

  /** Adds the versions of one record from a topoheight on. */
  async add(ref: RecordRef, from: Topoheight): Promise<void> {
    if (from > this.high) return;
    try {
      for await (const version of this.#storage.history(ref, { from, to: this.high })) this.#put(ref, version);
    } catch (error) {
      brokenOr(this.#options, ref)(error);
    }
  }

  /** Returns the writes of a topoheight, and frees their memory. */
  take(topoheight: Topoheight): RecordWrite[] {
    const writes = this.#writes.get(topoheight) ?? [];
    this.#writes.delete(topoheight);
    this.#size -= writes.length;
    return writes.sort((a, b) => compareRefs(a.ref, b.ref));
  }

  #put(ref: RecordRef, { topoheight, value }: StoredVersion): void {
    if (topoheight > this.high) return;
    const writes = this.#writes.get(topoheight);
    if (writes) writes.push({ ref, value });
    else this.#writes.set(topoheight, [{ ref, value }]);
    this.#size++;
    if (this.#size > (this.#options.maxVersions ?? MAX_VERSIONS)) this.#shrink();
  }

  /** Drops the highest topoheights, which another walk then reads, until half of the room is free. */
  #shrink(): void {
    const enough = (this.#options.maxVersions ?? MAX_VERSIONS) / 2;
    for (const topoheight of [...this.#writes.keys()].sort((a, b) => b - a)) {
      if (this.#size <= enough || topoheight === this.#low) return;
      this.take(topoheight);
      this.high = topoheight - 1;
    }
  }
}

/** The writes of one block, from the states before and after it. */
async function exactWrites(
  storage: WritesReader,
  topoheight: Topoheight,
  { onRecord }: BlockWritesOptions,
): Promise<RecordWrite[]> {
  const writes: RecordWrite[] = [];
  let seen = 0;
  for (const domain of domainList) {
    for await (const [key, version] of storage.iterate(domain, topoheight)) {
      if (++seen % RECORDS_PER_REPORT === 0) await onRecord?.();
      if (version.topoheight === topoheight) writes.push({ ref: { domain, key }, value: version.value });
    }
    if (topoheight === 0) continue;
    let before: RecordRef[] = [];
    const findDeleted = async (): Promise<void> => {
      const after = await storage.readMany(before, topoheight);
      after.forEach((version, i) => {
        if (version?.topoheight === topoheight && version.value === null) writes.push({ ref: before[i]!, value: null });
      });
      before = [];
    };
    for await (const [key] of storage.iterate(domain, topoheight - 1)) {
      if (before.push({ domain, key }) < RECORDS_PER_REPORT) continue;
      await onRecord?.();
      await findDeleted();
    }
    await findDeleted();
  }
  return writes.sort((a, b) => compareRefs(a.ref, b.ref));
}

/** Those writes of `all` whose record is not in `found`. Both are sorted. */
function missingFrom(found: readonly RecordWrite[], all: readonly RecordWrite[]): RecordWrite[] {
  let next = 0;
  return all.filter(({ ref }) => {
    while (next < found.length && compareRefs(found[next]!.ref, ref) < 0) next++;
    return next >= found.length || compareRefs(found[next]!.ref, ref) !== 0;
  });
}

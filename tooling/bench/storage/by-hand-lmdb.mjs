// Two puts a record by hand, on lmdb-js: a row of `latest` and a row of `versions` for each record, and a row for each transaction.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const packages = new URL('../../../packages/', import.meta.url);
const lmdbRequire = createRequire(new URL('storage-lmdb/package.json', packages));
const { open } = await import(pathToFileURL(lmdbRequire.resolve('lmdb')));

/** Puts of one transaction while the database is filled. */
const FILL = 50_000;
const NONE = 2n ** 64n - 1n;
const EMPTY = new Uint8Array();

const placeOf = ({ domain, key }) => Buffer.concat([Buffer.of(domain.id), key]);

function u64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** A row of `latest`: topoheight u64, topoheight of the version before u64, deleted u8, value. Behind the topoheight it is one of `versions`. */
function latestRow(topoheight, found, value) {
  const row = Buffer.alloc(17 + value.length);
  row.writeBigUInt64BE(BigInt(topoheight), 0);
  if (found) row.set(found.subarray(0, 8), 8);
  else row.writeBigUInt64BE(NONE, 8);
  row.set(value, 17);
  return row;
}

export class LmdbByHand {
  #root;
  #tables;

  constructor(path) {
    this.file = join(path, 'data.mdb');
    const options = { keyEncoding: 'binary', encoding: 'binary' };
    this.#root = open({
      path,
      noSubdir: false,
      overlappingSync: false,
      eventTurnBatching: false,
      maxDbs: 7,
      ...options,
    });
    const names = ['latest', 'versions', 'blocks', 'order', 'heights', 'transactions', 'metadata'];
    this.#tables = Object.fromEntries(names.map((name) => [name, this.#root.openDB({ name, ...options })]));
  }

  async fill(records) {
    const { latest } = this.#tables;
    let batch = [];
    const put = () =>
      this.#root.batch(() => {
        for (const { ref, topoheight, value } of batch)
          latest.put(placeOf(ref), latestRow(topoheight, undefined, value));
      });
    for (const record of records) {
      batch.push(record);
      if (batch.length < FILL) continue;
      await put();
      batch = [];
    }
    await put();
  }

  /** The link to the version before comes from the row of `latest`. */
  async commit({ block, plainWrites }) {
    const { latest, versions, blocks, order, heights, transactions, metadata } = this.#tables;
    const { topoheight, hash, height, bytes, transactionHashes } = block;
    const rows = plainWrites.map(({ ref, value }) => {
      const place = placeOf(ref);
      return { place, row: latestRow(topoheight, latest.get(place), value) };
    });
    const prefix = u64(topoheight);
    const hashes = transactionHashes.map((transaction) => Buffer.concat([transaction, hash])).sort(Buffer.compare);
    const blockRow = Buffer.concat([prefix, u64(height), ...transactionHashes, bytes]);
    await this.#root.batch(() => {
      for (const { place, row } of rows) versions.put(Buffer.concat([prefix, place]), row.subarray(8));
      for (const { place, row } of rows) latest.put(place, row);
      for (const key of hashes) transactions.put(key, EMPTY);
      blocks.put(hash, blockRow);
      order.put(prefix, hash);
      heights.put(Buffer.concat([u64(height), hash]), EMPTY);
      metadata.put(prefix, hash);
    });
  }

  async read(refs) {
    const { latest } = this.#tables;
    return refs.map((ref) => latest.get(placeOf(ref)));
  }

  close() {
    return this.#root.close();
  }
}

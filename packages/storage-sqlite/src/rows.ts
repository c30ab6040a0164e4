import { HASH_SIZE, TosError } from '@tos/protocol';
import {
  type ChainMetadata,
  decodeU64Record,
  encodeU64Record,
  type StoredBlock,
  type StoredVersion,
  type Topoheight,
} from '@tos/state';
import type { Row, SqlValue } from './sql-statement.ts';

/**
 * Makes a version of the columns `topoheight, previous, value`.
 * @param start the index of the first of these columns in the row
 * @throws TOS_STORAGE_CORRUPT
 */
export function toVersion(row: Row, start: number, prunedBelow: Topoheight): StoredVersion {
  const value = row[start + 2];
  const at = toNumber(row[start], 'version');
  const link = row[start + 1] === null ? null : toNumber(row[start + 1], 'version');
  if (link !== null && link >= at) throw corrupt('version', `the version before ${at} is ${link}`);
  // Below the watermark a link may lead to a version that is pruned already, so the link counts as removed.
  return {
    topoheight: at,
    previous: at < prunedBelow ? null : link,
    value: value === null ? null : toBytes(value, 'version'),
  };
}

export const BLOCK_COLUMNS = 'hash, height, topoheight, digest, transactions, info, bytes';

export function fromBlock(block: StoredBlock): SqlValue[] {
  const transactions = new Uint8Array(block.transactionHashes.length * HASH_SIZE);
  block.transactionHashes.forEach((hash, i) => {
    transactions.set(hash, i * HASH_SIZE);
  });
  return [block.hash, block.height, block.topoheight, block.digest, transactions, block.info, block.bytes];
}

/** @throws TOS_STORAGE_CORRUPT */
export function toBlock(row: Row): StoredBlock {
  const [hash, height, topoheight, digest, transactions, info, bytes] = row;
  const hashes = toBytes(transactions, 'block');
  if (hashes.length % HASH_SIZE !== 0) throw corrupt('block', `${hashes.length} bytes of transaction hashes`);
  return {
    hash: toBytes(hash, 'block'),
    height: toNumber(height, 'block'),
    topoheight: topoheight === null ? null : toNumber(topoheight, 'block'),
    digest: digest === null ? null : toBytes(digest, 'block'),
    transactionHashes: Array.from({ length: hashes.length / HASH_SIZE }, (_, i) =>
      hashes.slice(i * HASH_SIZE, (i + 1) * HASH_SIZE),
    ),
    info: toBytes(info, 'block'),
    bytes: toBytes(bytes, 'block'),
  };
}

export const METADATA_COLUMNS = 'topoheight, network, genesis, hash, height, tips, emitted, burned, digest';

/** Makes the columns of the chain's metadata. The tips are JSON of hexadecimal text, because their number varies and people may read them. */
export function fromMetadata({ network, genesis, head, tips, supply, digest }: ChainMetadata): SqlValue[] {
  const list = JSON.stringify(tips.map((tip) => Buffer.from(tip).toString('hex')));
  const [emitted, burned] = [encodeU64Record(supply.emitted), encodeU64Record(supply.burned)];
  return [head.topoheight, network, genesis, head.hash, head.height, list, emitted, burned, digest];
}

/** @throws TOS_STORAGE_CORRUPT */
export function toMetadata(row: Row): ChainMetadata {
  const [topoheight, network, genesis, hash, height, tips, emitted, burned, digest] = row;
  return {
    network: String(network),
    genesis: toBytes(genesis, 'metadata'),
    head: {
      hash: toBytes(hash, 'metadata'),
      height: toNumber(height, 'metadata'),
      topoheight: toNumber(topoheight, 'metadata'),
    },
    tips: toTips(String(tips)),
    supply: {
      emitted: decodeU64Record(toBytes(emitted, 'metadata')),
      burned: decodeU64Record(toBytes(burned, 'metadata')),
    },
    digest: toBytes(digest, 'metadata'),
  };
}

function toTips(text: string): Uint8Array[] {
  if (!/^\[("[0-9a-f]*"(,"[0-9a-f]*")*)?\]$/.test(text)) throw corrupt('metadata', 'its tips are no list of hashes');
  return [...text.matchAll(/"([0-9a-f]*)"/g)].map(([, hex = '']) => new Uint8Array(Buffer.from(hex, 'hex')));
}

/** The bytes of a blob, as a plain Uint8Array. A blob of better-sqlite3 has memory of its own, so this copies nothing. @throws TOS_STORAGE_CORRUPT */
export function toBytes(value: SqlValue | undefined, what: string): Uint8Array {
  if (value instanceof Uint8Array) {
    return value.byteLength === value.buffer.byteLength ? new Uint8Array(value.buffer) : new Uint8Array(value);
  }
  throw corrupt(what, 'bytes are missing');
}

/** @throws TOS_STORAGE_CORRUPT */
export function toNumber(value: SqlValue | undefined, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw corrupt(what, `${String(value)} is no number from 0`);
}

export function corrupt(what: string, reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what, reason });
}

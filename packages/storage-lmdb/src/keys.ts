import type { Domain, RecordRef, Topoheight } from '@tos/state';
import type { RowArena } from './row-arena.ts';
import { concatBytes } from './row-parts.ts';
import { topoheightBytes, writeTopoheight } from './topoheight-bytes.ts';

/** The key of a record in `latest`: domain id, then the record's key. Also behind a topoheight it is far below lmdb-js's limit of 1,978 bytes. */
export type Place = Uint8Array;

export function placeOf({ domain, key }: RecordRef, arena: RowArena | null = null): Place {
  const place = arena ? arena.take(1 + key.length) : new Uint8Array(1 + key.length);
  place[0] = domain.id;
  place.set(key, 1);
  return place;
}

/** The key that sorts before every place of the domain and of the domains behind it. */
export function domainStart(domain: Domain): Uint8Array {
  return Uint8Array.of(domain.id);
}

export function domainEnd(domain: Domain): Uint8Array {
  return Uint8Array.of(domain.id + 1);
}

/** A key of `versions`: all versions of one block are neighbours, in the order of the block's writes. */
export function versionKey(topoheight: Topoheight, place: Place): Uint8Array {
  const key = new Uint8Array(8 + place.length);
  writeTopoheight(key, 0, topoheight);
  key.set(place, 8);
  return key;
}

/** A key of `heights`. */
export function heightKey(height: number, hash: Uint8Array): Uint8Array {
  return concatBytes([topoheightBytes(height), hash]);
}

/** A key of `transactions`. */
export function transactionKey(transaction: Uint8Array, block: Uint8Array): Uint8Array {
  return concatBytes([transaction, block]);
}

// The keys of `metadata`, in this order. Behind HEAD_KEY come the keys of `metadataKey`: the chain's metadata at each topoheight.
/** The version of the format. */
export const FORMAT_KEY: Uint8Array = Uint8Array.of(0);
/** The topoheight of the head. */
export const HEAD_KEY: Uint8Array = Uint8Array.of(1);
/** The watermark of pruning. */
export const PRUNED_KEY: Uint8Array = Uint8Array.of(3);
/** The place at which pruning continues; absent when nothing is left to prune. */
export const PRUNE_CURSOR_KEY: Uint8Array = Uint8Array.of(4);
/** The mark of an import that is not finished. */
export const IMPORT_KEY: Uint8Array = Uint8Array.of(5);

export function metadataKey(topoheight: Topoheight): Uint8Array {
  return concatBytes([Uint8Array.of(2), topoheightBytes(topoheight)]);
}

import type { Domain, RecordRef, Topoheight } from '@tos/state';
import type { RowArena } from './row-arena.ts';
import { concatBytes, u32Bytes } from './row-parts.ts';
import { topoheightBytes, writeTopoheight } from './topoheight-bytes.ts';

/** A record's position in the storage, the key of its row in `latest`: domain id u8, then the record's key. */
export type Place = Uint8Array;

export function placeOf({ domain, key }: RecordRef, arena: RowArena | null = null): Place {
  const place = arena ? arena.take(1 + key.length) : new Uint8Array(1 + key.length);
  place[0] = domain.id;
  place.set(key, 1);
  return place;
}

/** The key that sorts before every place of the domain and of the domains behind it. */
export function domainStart(domain: Domain): Place {
  return Uint8Array.of(domain.id);
}

export function domainEnd(domain: Domain): Place {
  return Uint8Array.of(domain.id + 1);
}

/**
 * A key of `landmarks`: length of the place u16, place, topoheight u64. The length comes first, so that no key of another place lies between
 * two keys of one place: a place may begin with another place and more bytes.
 */
export function landmarkKey(place: Place, topoheight: Topoheight): Uint8Array {
  const key = new Uint8Array(2 + place.length + 8);
  key[0] = place.length >>> 8;
  key[1] = place.length;
  key.set(place, 2);
  writeTopoheight(key, 2 + place.length, topoheight);
  return key;
}

/** A key of `heights`. */
export function heightKey(height: number, hash: Uint8Array): Uint8Array {
  return concatBytes([topoheightBytes(height), hash]);
}

/** A key of `transactions`: number of the run u32, then the first entry of the row. */
export function runKey(run: number, entry: Uint8Array): Uint8Array {
  return concatBytes([u32Bytes(run), entry]);
}

// The keys of `metadata`, in this order. Behind STATE_KEY come the keys of `metadataKey`: the chain's metadata at each topoheight.
/** The version of the format. */
export const FORMAT_KEY: Uint8Array = Uint8Array.of(0);
/** The engine's own state (`state-row.ts`). */
export const STATE_KEY: Uint8Array = Uint8Array.of(1);

export function metadataKey(topoheight: Topoheight): Uint8Array {
  return concatBytes([Uint8Array.of(2), topoheightBytes(topoheight)]);
}

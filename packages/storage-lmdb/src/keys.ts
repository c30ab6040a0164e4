import { TosError } from '@tos/protocol';
import type { Domain, RecordRef, Topoheight } from '@tos/state';
import type { RowArena } from './row-arena.ts';
import { concatBytes } from './row-parts.ts';
import { topoheightBytes, writeTopoheight } from './topoheight-bytes.ts';

/** lmdb-js takes keys of up to 1,978 bytes; in `versions` a topoheight and a domain id precede a record's. */
const MAX_RECORD_KEY_SIZE = 1978 - 9;

/** Key of a record in `latest`: domain id, then its key. */
export type Place = Uint8Array;

/** @throws TOS_INVALID_ARGUMENT for a key that LMDB would refuse in the middle of a commit. */
export function placeOf({ domain, key }: RecordRef, arena: RowArena | null = null): Place {
  if (key.length > MAX_RECORD_KEY_SIZE) {
    const expected = `at most ${MAX_RECORD_KEY_SIZE} bytes`;
    throw new TosError('TOS_INVALID_ARGUMENT', { argument: 'key', expected, received: `${key.length} bytes` });
  }
  const place = arena ? arena.take(1 + key.length) : new Uint8Array(1 + key.length);
  place[0] = domain.id;
  place.set(key, 1);
  return place;
}

/** Before every place of the domain, and before every place of the domains behind it. */
export function domainStart(domain: Domain): Uint8Array {
  return Uint8Array.of(domain.id);
}

export function domainEnd(domain: Domain): Uint8Array {
  return Uint8Array.of(domain.id + 1);
}

/** In `versions`: all versions of one block are neighbours, in the order of its writes. */
export function versionKey(topoheight: Topoheight, place: Place): Uint8Array {
  const key = new Uint8Array(8 + place.length);
  writeTopoheight(key, 0, topoheight);
  key.set(place, 8);
  return key;
}

/** In `heights`. */
export function heightKey(height: number, hash: Uint8Array): Uint8Array {
  return concatBytes([topoheightBytes(height), hash]);
}

/** In `transactions`. */
export function transactionKey(transaction: Uint8Array, block: Uint8Array): Uint8Array {
  return concatBytes([transaction, block]);
}

/** In `metadata`: the version of the format, the topoheight of the head, and behind it what the chain knew at each topoheight. */
export const FORMAT_KEY: Uint8Array = Uint8Array.of(0);
export const HEAD_KEY: Uint8Array = Uint8Array.of(1);

export function metadataKey(topoheight: Topoheight): Uint8Array {
  return concatBytes([Uint8Array.of(2), topoheightBytes(topoheight)]);
}

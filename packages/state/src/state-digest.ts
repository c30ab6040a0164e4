import { blake3 } from '@tos/crypto';
import {
  assertBytes,
  assertInteger,
  assertList,
  assertObject,
  invalidArgument,
  isBytes,
  u64High,
  u64Low,
} from '@tos/protocol';
import { domainList, type RecordWrite } from './domain.ts';
import { encodeU64Halves } from './records/u64-record.ts';
import type { StorageReader, Topoheight } from './storage/storage-types.ts';

/** The digest before the first block: 32 zero bytes. */
export const EMPTY_DIGEST: Uint8Array = new Uint8Array(32);

/**
 * Digest of the state after a block: BLAKE3 of the digest before it (32), its topoheight (u64), and each write in order as
 * domain id (u8), key length (u16), key, and then 00 for a deletion or 01, value length (u32) and value.
 */
export function stateDigest(previous: Uint8Array, topoheight: Topoheight, writes: readonly RecordWrite[]): Uint8Array {
  assertBytes(previous, 'previous', EMPTY_DIGEST.length);
  assertInteger(topoheight, 'topoheight', 0);
  assertList(writes, 'writes');
  writes.forEach(assertHashable);
  return blake3(previous, encodeTopoheight(topoheight), encodeWrites(writes));
}

/**
 * Digest of every live record, by a walk over the whole state. Equal contents have equal digests, whatever their history and their storage.
 * The walk takes minutes for millions of records: it is for tests and tools.
 */
export async function contentDigest(state: Pick<StorageReader, 'iterate'>, at?: Topoheight): Promise<Uint8Array> {
  assertObject(state, 'state', ['iterate']);
  if (at !== undefined) assertInteger(at, 'at', 0);
  let digest: Uint8Array = EMPTY_DIGEST;
  let chunk: RecordWrite[] = [];
  const flush = (): void => {
    digest = blake3(digest, encodeWrites(chunk));
    chunk = [];
  };
  for (const domain of domainList) {
    for await (const [key, version] of state.iterate(domain, at)) {
      chunk.push({ ref: { domain, key }, value: version.value });
      // Records are hashed in chunks of a fixed number, so that memory stays flat and the result depends on the contents alone.
      if (chunk.length === 4096) flush();
    }
  }
  flush();
  return digest;
}

/** The name of a wrong write is put together only for an error: a block has tens of thousands of writes. */
function assertHashable(write: RecordWrite, i: number): void {
  if (write?.ref?.domain?.id > 0 && isBytes(write.ref.key) && (write.value === null || isBytes(write.value))) return;
  throw invalidArgument(`writes[${i}]`, 'a record and its value', write);
}

function encodeTopoheight(topoheight: Topoheight): Uint8Array {
  return encodeU64Halves(u64High(BigInt(topoheight)), u64Low(BigInt(topoheight)));
}

function encodeWrites(writes: readonly RecordWrite[]): Uint8Array {
  let size = 0;
  for (const { ref, value } of writes) size += 4 + ref.key.length + (value === null ? 0 : 4 + value.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { ref, value } of writes) {
    bytes[at] = ref.domain.id;
    view.setUint16(at + 1, ref.key.length);
    bytes.set(ref.key, at + 3);
    at += 3 + ref.key.length;
    bytes[at++] = value === null ? 0 : 1;
    if (value !== null) {
      view.setUint32(at, value.length);
      bytes.set(value, at + 4);
      at += 4 + value.length;
    }
  }
  return bytes;
}

import { type ChainMetadata, encodeU64Record } from '@tos/state';
import { blobParts, concatBytes, u32Bytes } from './row-parts.ts';
import { RowReader } from './row-reader.ts';
import { topoheightBytes } from './topoheight-bytes.ts';

// Every host has these classes, which the language's own library does not declare.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/**
 * A row of `metadata` for a topoheight: network, genesis, head hash (a u32 length before each), head height u64, head topoheight
 * u64, tips (u32 count), emitted u64, burned u64, digest.
 */
export function encodeMetadata({ network, genesis, head, tips, supply, digest }: ChainMetadata): Uint8Array {
  return concatBytes([
    ...blobParts(new TextEncoder().encode(network)),
    ...blobParts(genesis),
    ...blobParts(head.hash),
    topoheightBytes(head.height),
    topoheightBytes(head.topoheight),
    u32Bytes(tips.length),
    ...tips.flatMap(blobParts),
    encodeU64Record(supply.emitted),
    encodeU64Record(supply.burned),
    ...blobParts(digest),
  ]);
}

/** @throws TOS_STORAGE_CORRUPT */
export function decodeMetadata(row: Uint8Array): ChainMetadata {
  const reader = new RowReader(row, 'metadata');
  const metadata = {
    network: new TextDecoder().decode(reader.blob()),
    genesis: reader.blob(),
    head: { hash: reader.blob(), height: reader.topoheight(), topoheight: reader.topoheight() },
    tips: reader.list(() => reader.blob()),
    supply: { emitted: reader.u64(), burned: reader.u64() },
    digest: reader.blob(),
  };
  reader.end();
  return metadata;
}

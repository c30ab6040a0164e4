import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { TosError } from '@tos/protocol';
import type { ChainMetadata } from '@tos/state';
import { z } from 'zod';
import type { Genesis } from '../genesis/genesis.ts';
import { genesisToJson, parseGenesis } from '../genesis/genesis-json.ts';

// Every JavaScript runtime has this class; the language's own library does not declare it.
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean },
) => { decode(bytes: Uint8Array): string };

/*
 * A state file holds the whole state of a chain at one topoheight, so that a node can continue the chain from there. Integers are
 * big-endian.
 *
 *   magic      8 bytes  "TOSSTATE"
 *   version    u32      2
 *   header     u32 length, then a `StateHeader` as UTF-8 JSON: amounts and topoheights are decimal strings, bytes are hex
 *   blocks     u32 number of blocks; for each: 32 bytes, the state digest after the block; u32 length, wire bytes; u32 length,
 *              `StoredBlock.info`. These are the blocks that `recentBlocks` yields: by rising topoheight, the last at that of the state
 *   records    u8 domain id (1 to 255), u16 key length, key, u64 topoheight of the value, u32 value length, value;
 *              every live record, sorted by (domain id, key)
 *   end        u8 0, u64 number of records
 *   checksum   32 bytes BLAKE3 of all bytes before
 *
 * History and older blocks are not in the file. The checksum shows damage, not forgery: take files from people you trust.
 */

export const STATE_MAGIC: Uint8Array = utf8ToBytes('TOSSTATE');
export const STATE_VERSION = 2;
export const CHECKSUM_SIZE = 32;

/** The chain that a state belongs to, and its place in the order of blocks. */
export interface StateHeader {
  readonly metadata: ChainMetadata;
  readonly genesis: Genesis;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const u64 = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/)
  .transform(BigInt);
const place = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,15})$/)
  .transform(Number)
  .pipe(z.int());

const headerSchema = z.strictObject({
  network: z.string(),
  genesis: hash,
  head: z.strictObject({ hash, height: place, topoheight: place }),
  tips: z.array(hash),
  supply: z.strictObject({ emitted: u64, burned: u64 }),
  digest: hash,
  genesisFile: z.unknown(),
});

/** The JSON of a header, in UTF-8. */
export function encodeStateHeader({ metadata, genesis }: StateHeader): Uint8Array {
  const { network, head, tips, supply, digest } = metadata;
  const header: z.input<typeof headerSchema> = {
    network,
    genesis: bytesToHex(metadata.genesis),
    head: { hash: bytesToHex(head.hash), height: String(head.height), topoheight: String(head.topoheight) },
    tips: tips.map(bytesToHex),
    supply: { emitted: String(supply.emitted), burned: String(supply.burned) },
    digest: bytesToHex(digest),
    genesisFile: genesisToJson(genesis),
  };
  return utf8ToBytes(JSON.stringify(header));
}

/** Reads what `encodeStateHeader` wrote. @throws TOS_INVALID_FORMAT for anything else */
export function decodeStateHeader(bytes: Uint8Array): StateHeader {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const { network, genesis, head, tips, supply, digest, genesisFile } = headerSchema.parse(json);
    return {
      metadata: {
        network,
        genesis: hexToBytes(genesis),
        head: { ...head, hash: hexToBytes(head.hash) },
        tips: tips.map((tip) => hexToBytes(tip)),
        supply,
        digest: hexToBytes(digest),
      },
      genesis: parseGenesis(genesisFile),
    };
  } catch (cause) {
    throw invalidStateFile('its header does not decode', cause);
  }
}

/** The error for a state file. @param reason what is wrong with the file, without a full stop */
export function invalidStateFile(reason: string, cause?: unknown): TosError {
  return new TosError(
    'TOS_INVALID_FORMAT',
    { what: 'state file', reason },
    `The file is no state file, or it is damaged: ${reason}. Nothing was changed; export the state again.`,
    { cause },
  );
}

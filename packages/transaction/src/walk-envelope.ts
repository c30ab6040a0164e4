import { MAX_TRANSACTION_SIZE, type Profile } from '@tos/protocol';
import { isCanonicalSignature } from './canonical-scalar.ts';
import type { PackedBatch } from './packed-batch.ts';
import { notSupported } from './types/codecs.ts';
import type { TypeCodec } from './types/type-codec.ts';
import type { WireReader } from './wire-reader.ts';

/** What the decoder accepts: a version of the protocol, and the types that have a codec. */
export interface Grammar {
  readonly profile: Profile;
  /** By opcode. */
  readonly codecs: readonly (TypeCodec | undefined)[];
}

/** Bytes of a transaction without its payload and its optional fields; the opcode is one of them. Source: docs/protocol.md §2.1. */
export const ENVELOPE_SIZE = 157;
/** Bytes of the reference's hash (32) and topoheight (8): the end of the signing bytes. */
export const REFERENCE_SIZE = 40;
/** Bytes of an id (1) and a signature (64). */
export const CO_SIGNATURE_SIZE = 65;

/**
 * The strict decoder: moves the reader behind one transaction and fills row i of every column except `hash`.
 * `messageOffset` is where the transaction begins; `appendMessages` changes it where the signing bytes are not contiguous.
 * Source: docs/protocol.md §1, §2.1.
 */
export function walkEnvelope(reader: WireReader, batch: PackedBatch, i: number, { profile, codecs }: Grammar): void {
  const start = reader.offset;
  batch.offset[i] = start;
  batch.messageOffset[i] = start;
  const version = reader.u8();
  if (!profile.transactionVersions.has(version)) reader.fail(`version ${version} does not exist`, -1);
  batch.chainId[i] = reader.u8();
  batch.source[i] = reader.skip(32);

  const opcode = reader.u8();
  if (!profile.opcodes.has(opcode)) reader.fail(`opcode ${opcode} does not exist`, -1);
  const codec = codecs[opcode];
  if (codec === undefined) throw notSupported(opcode, i);
  batch.type[i] = opcode;
  batch.payload[i] = reader.offset;
  codec.walk(reader);

  batch.feeHigh[i] = reader.u32();
  batch.feeLow[i] = reader.u32();
  const feeType = reader.u8();
  if (!profile.feeTypes.has(feeType)) reader.fail(`fee type ${feeType} does not exist`, -1);
  batch.feeType[i] = feeType;
  batch.nonceHigh[i] = reader.u32();
  batch.nonceLow[i] = reader.u32();
  batch.messageLength[i] = reader.offset - start + REFERENCE_SIZE;
  codec.extension?.walk(reader);
  batch.reference[i] = reader.skip(32);
  batch.referenceHigh[i] = reader.u32();
  batch.referenceLow[i] = reader.u32();

  walkMultisig(reader, batch, i);
  batch.signature[i] = walkSignature(reader);
  const length = reader.offset - start;
  if (length > MAX_TRANSACTION_SIZE) reader.fail(`a transaction has at most ${MAX_TRANSACTION_SIZE} bytes`);
  batch.length[i] = length;
}

function walkMultisig(reader: WireReader, batch: PackedBatch, i: number): void {
  const present = reader.bool();
  const count = present ? reader.u8() : 0;
  const first = reader.offset;
  batch.hasMultisig[i] = present ? 1 : 0;
  batch.multisig[i] = first;
  batch.multisigCount[i] = count;
  for (let n = 0; n < count; n++) {
    const at = reader.offset;
    const id = reader.u8();
    for (let other = first; other < at; other += CO_SIGNATURE_SIZE) {
      if (reader.source[other] === id) reader.fail(`co-signature id ${id} occurs twice`, -1);
    }
    walkSignature(reader);
  }
}

function walkSignature(reader: WireReader): number {
  const at = reader.skip(64);
  if (!isCanonicalSignature(reader.source, at)) reader.fail('a scalar of the signature is not below L', -64);
  return at;
}

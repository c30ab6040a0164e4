import { FeeType, TosError, u64FromHalves } from '@tos/protocol';
import { signedHeadEnd } from './append-messages.ts';
import { type PackedBatch, sourceAt } from './packed-batch.ts';
import type { CoSignature, Transaction } from './transaction.ts';
import type { TypeCodec, TypedPayload } from './types/type-codec.ts';
import { CO_SIGNATURE_SIZE } from './walk-envelope.ts';
import { WireReader } from './wire-reader.ts';

/** The object form of transaction i, which must be of the codec's type. Copies all bytes. */
export function readEnvelope<P extends TypedPayload>(
  batch: PackedBatch,
  i: number,
  codec: TypeCodec<P>,
): Transaction<P> {
  const source = sourceAt(batch, i).slice();
  const { bytes } = batch;
  return {
    version: bytes[batch.offset[i]!]!,
    chainId: batch.chainId[i]!,
    source,
    payload: codec.read(readerAt(bytes, batch.payload[i]!), readerAt(bytes, signedHeadEnd(batch, i))),
    fee: u64FromHalves(batch.feeHigh[i]!, batch.feeLow[i]!),
    feeType: toFeeType(batch.feeType[i]!),
    nonce: u64FromHalves(batch.nonceHigh[i]!, batch.nonceLow[i]!),
    reference: {
      hash: bytes.slice(batch.reference[i]!, batch.reference[i]! + 32),
      topoheight: u64FromHalves(batch.referenceHigh[i]!, batch.referenceLow[i]!),
    },
    multisig: batch.hasMultisig[i] === 1 ? readCoSignatures(batch, i) : null,
    signature: bytes.slice(batch.signature[i]!, batch.signature[i]! + 64),
  };
}

function readCoSignatures(batch: PackedBatch, i: number): CoSignature[] {
  return Array.from({ length: batch.multisigCount[i]! }, (_, n) => {
    const at = batch.multisig[i]! + n * CO_SIGNATURE_SIZE;
    return { id: batch.bytes[at]!, signature: batch.bytes.slice(at + 1, at + CO_SIGNATURE_SIZE) };
  });
}

function readerAt(bytes: Uint8Array, offset: number): WireReader {
  const reader = new WireReader(bytes, 'payload');
  reader.enter(offset, bytes.length);
  return reader;
}

function toFeeType(value: number): FeeType {
  const found = Object.values(FeeType).find((feeType) => feeType === value);
  if (found === undefined) throw new TosError('TOS_INTERNAL', { reason: `fee type ${value} in a decoded batch` });
  return found;
}

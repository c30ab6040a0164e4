import type { Transaction, UnsignedTransaction } from './transaction.ts';
import type { TypeCodec, TypedPayload } from './types/type-codec.ts';
import { WireWriter } from './wire-writer.ts';

/** The wire bytes: all fields of docs/protocol.md §2.1, in order. */
export function writeEnvelope<P extends TypedPayload>(tx: Transaction<P>, codec: TypeCodec<P>): Uint8Array {
  const writer = new WireWriter();
  writeHead(writer, tx, codec);
  writer.object(tx.payload, 'payload', (payload) => codec.extension?.write(writer, payload));
  writeReference(writer, tx);
  writer.option(tx.multisig, 'multisig', (coSignatures) => {
    writer.list(coSignatures, 1, 'multisig', (coSignature) =>
      writer.object(coSignature, '', ({ id, signature }) => {
        writer.u8(id, 'id');
        writer.fixed(signature, 64, 'signature');
      }),
    );
  });
  writer.fixed(tx.signature, 64, 'signature');
  return writer.finish();
}

/** The signing bytes: fields 1-7 and 10-11. */
export function writeMessage<P extends TypedPayload>(tx: UnsignedTransaction<P>, codec: TypeCodec<P>): Uint8Array {
  const writer = new WireWriter();
  writeHead(writer, tx, codec);
  writeReference(writer, tx);
  return writer.finish();
}

function writeHead<P extends TypedPayload>(writer: WireWriter, tx: UnsignedTransaction<P>, codec: TypeCodec<P>): void {
  writer.u8(tx.version, 'version');
  writer.u8(tx.chainId, 'chainId');
  writer.fixed(tx.source, 32, 'source');
  writer.u8(codec.opcode);
  writer.object(tx.payload, 'payload', (payload) => codec.write(writer, payload));
  writer.u64(tx.fee, 'fee');
  writer.u8(tx.feeType, 'feeType');
  writer.u64(tx.nonce, 'nonce');
}

function writeReference<P>(writer: WireWriter, { reference }: UnsignedTransaction<P>): void {
  writer.object(reference, 'reference', ({ hash, topoheight }) => {
    writer.fixed(hash, 32, 'hash');
    writer.u64(topoheight, 'topoheight');
  });
}

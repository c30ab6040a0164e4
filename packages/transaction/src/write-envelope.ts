import type { Transaction, UnsignedTransaction } from './transaction.ts';
import type { TypeCodec, TypedPayload } from './types/type-codec.ts';
import { WireWriter } from './wire-writer.ts';

/** All fields of protocol.md §2.1, in order. */
export function writeEnvelope<P extends TypedPayload>(tx: Transaction<P>, codec: TypeCodec<P>): Uint8Array {
  const writer = new WireWriter();
  writeHead(writer, tx, codec);
  codec.extension?.write(writer, tx.payload);
  writeReference(writer, tx);
  writer.bool(tx.multisig !== null);
  if (tx.multisig !== null) {
    writer.u8(tx.multisig.length);
    for (const { id, signature } of tx.multisig) {
      writer.u8(id);
      writer.fixed(signature, 64, 'signature');
    }
  }
  writer.fixed(tx.signature, 64, 'signature');
  return writer.finish();
}

/** Fields 1-7 and 10-11. */
export function writeMessage<P extends TypedPayload>(tx: UnsignedTransaction<P>, codec: TypeCodec<P>): Uint8Array {
  const writer = new WireWriter();
  writeHead(writer, tx, codec);
  writeReference(writer, tx);
  return writer.finish();
}

function writeHead<P extends TypedPayload>(writer: WireWriter, tx: UnsignedTransaction<P>, codec: TypeCodec<P>): void {
  writer.u8(tx.version);
  writer.u8(tx.chainId);
  writer.fixed(tx.source, 32, 'source');
  writer.u8(codec.opcode);
  codec.write(writer, tx.payload);
  writer.u64(tx.fee);
  writer.u8(tx.feeType);
  writer.u64(tx.nonce);
}

function writeReference<P>(writer: WireWriter, { reference }: UnsignedTransaction<P>): void {
  writer.fixed(reference.hash, 32, 'reference.hash');
  writer.u64(reference.topoheight);
}

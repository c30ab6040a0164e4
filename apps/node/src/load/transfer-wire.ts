import { networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, minimumFee, type Reference, type Transaction } from '@tos/transaction';

/** Where the parts of a transfer of the load stand in its wire bytes: all of these have one form. Sizes and offsets are in bytes. */
export interface TransferLayout {
  readonly size: number;
  readonly source: number;
  readonly destination: number;
  readonly amount: number;
  readonly nonce: number;
  readonly signature: number;
  /** The signing bytes are the first ones. */
  readonly messageLength: number;
}

interface Parts {
  readonly destination: Uint8Array;
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly reference: Reference;
}

/** Marks, whose places the encoder shows. */
const DESTINATION: Uint8Array = new Uint8Array(32).fill(0xd5);
const AMOUNT = 0xa1a2_a3a4_a5a6_a7a8n;
const NONCE = 0xb1b2_b3b4_b5b6_b7b8n;
const ZERO_KEY: Uint8Array = new Uint8Array(32);

/** The wire bytes of a transfer that nobody has signed, of nobody. The load copies them, and writes into the copies. */
export function transferWire(reference: Reference): Uint8Array {
  return encode({ destination: ZERO_KEY, amount: 0n, nonce: 0n, reference });
}

/** Finds the parts: a transfer is encoded with marks, so that the codec alone knows its format. */
export function transferLayout(): TransferLayout {
  const reference = { hash: ZERO_KEY, topoheight: 0n };
  const wire = encode({ destination: DESTINATION, amount: AMOUNT, nonce: NONCE, reference });
  const { source, signature, messageLength } = decodeBatch([wire]);
  return {
    size: wire.length,
    source: source[0]!,
    destination: placeOf(DESTINATION, wire),
    amount: placeOf(bigEndian(AMOUNT), wire),
    nonce: placeOf(bigEndian(NONCE), wire),
    signature: signature[0]!,
    messageLength: messageLength[0]!,
  };
}

function encode({ destination, amount, nonce, reference }: Parts): Uint8Array {
  const draft: Transaction = {
    version: 1,
    chainId: networks.devnet.chainId,
    source: ZERO_KEY,
    payload: { type: 'transfers', transfers: [{ asset: NATIVE_ASSET, destination, amount, extraData: null }] },
    fee: 0n,
    feeType: 0,
    nonce,
    reference,
    multisig: null,
    signature: new Uint8Array(64),
  };
  // Any fee has 8 bytes.
  return encodeTransaction({ ...draft, fee: BigInt(minimumFee(encodeTransaction(draft).length, 1, 0)) });
}

function bigEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

function placeOf(mark: Uint8Array, wire: Uint8Array): number {
  return Buffer.from(wire).indexOf(mark);
}

import { createKeyPair, createNobleVerifier } from '@tos/crypto';
import { networks, stringifyExactJson } from '@tos/protocol';
import {
  buildTransaction,
  decodeBatch,
  decodeTransaction,
  encodeTransaction,
  signingBytes,
  transactionHash,
} from '@tos/transaction';
import { transactionToJson } from '@tos/transaction/json';
import { TransferCursor } from '@tos/transaction/views';

const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const bob = createKeyPair(Uint8Array.of(3, ...new Uint8Array(31)));
const TOS = new Uint8Array(32);

// Build and sign. A real reference is the hash and topoheight of a recent block, which get_info returns.
const transaction = buildTransaction({
  network: networks.devnet,
  keyPair: alice,
  payload: {
    type: 'transfers',
    transfers: [{ asset: TOS, destination: bob.publicKey, amount: 100_000n, extraData: null }],
  },
  nonce: 5n,
  reference: { hash: new Uint8Array(32), topoheight: 0n },
});
console.log(transaction.fee); // 15000n: the minimum for one output
const message = signingBytes(transaction);
console.log(createNobleVerifier().verify(alice.publicKey, message, transaction.signature)); // true

// Encode, decode, hash.
const wire = encodeTransaction(transaction);
console.log(wire.length); // 232
console.log(decodeTransaction(wire).payload.type); // transfers
console.log(transactionHash(wire).length); // 32
console.log(stringifyExactJson(transactionToJson(transaction)).slice(0, 27)); // {"version":1,"chain_id":3,"

// Many at once, as columns: what rules and executors read.
const batch = decodeBatch([wire, wire]);
const cursor = new TransferCursor();
for (let i = 0; i < batch.count; i++) {
  cursor.start(batch, i);
  while (cursor.next()) console.log(batch.nonceLow[i], cursor.amountHigh, cursor.amountLow); // 5 0 100000
}

// A thread that signs the transfers of some senders, and posts them as hex.
import { parentPort, workerData } from 'node:worker_threads';
import { keyPairOf, loadAccounts } from '../../../apps/node/dist/accounts/dev-accounts.js';
import { bytesToHex, hexToBytes } from '../../../packages/crypto/dist/index.js';
import { networks } from '../../../packages/protocol/dist/index.js';
import { NATIVE_ASSET } from '../../../packages/state/dist/index.js';
import { buildTransaction, encodeTransaction } from '../../../packages/transaction/dist/index.js';

const { first, last, count, firstNonce, reference } = workerData;
const receiver = keyPairOf(loadAccounts, 0).publicKey;
const transfers = [{ asset: NATIVE_ASSET, destination: receiver, amount: 1n, extraData: null }];
const senders = [];
for (let sender = first; sender < last; sender++) {
  const keyPair = keyPairOf(loadAccounts, sender);
  const others = sender === 0 ? [{ ...transfers[0], destination: keyPairOf(loadAccounts, 1).publicKey }] : transfers;
  senders.push(
    Array.from({ length: count }, (_, i) =>
      bytesToHex(
        encodeTransaction(
          buildTransaction({
            network: networks.devnet,
            keyPair,
            payload: { type: 'transfers', transfers: others },
            nonce: BigInt(firstNonce + i),
            reference: { hash: hexToBytes(reference.hash), topoheight: BigInt(reference.topoheight) },
          }),
        ),
      ),
    ),
  );
}
parentPort.postMessage(senders);

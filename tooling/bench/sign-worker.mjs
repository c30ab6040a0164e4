// A thread that signs drafts of workloads.mjs.
import { parentPort } from 'node:worker_threads';
import { createKeyPair } from '../../packages/crypto/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { NATIVE_ASSET } from '../../packages/state/dist/index.js';
import { buildTransaction, encodeTransaction } from '../../packages/transaction/dist/index.js';

const keyPairs = new Map();

function keyPairOf(account) {
  let keyPair = keyPairs.get(account);
  if (keyPair === undefined) {
    const secret = new Uint8Array(32);
    new DataView(secret.buffer).setUint32(0, account + 2, true);
    keyPair = createKeyPair(secret);
    keyPairs.set(account, keyPair);
  }
  return keyPair;
}

function payloadOf({ kind, sender, receiver, amount }) {
  switch (kind) {
    case 'transfer': {
      const destination = keyPairOf(receiver).publicKey;
      return { type: 'transfers', transfers: [{ asset: NATIVE_ASSET, destination, amount, extraData: null }] };
    }
    case 'burn':
      return { type: 'burn', asset: NATIVE_ASSET, amount };
    case 'freeze':
      return { type: 'energy', variant: 'freeze_tos', amount, durationDays: 7 };
    case 'multisig':
      return { type: 'multisig', threshold: 1, participants: [keyPairOf(sender + 1).publicKey] };
    case 'name':
      return { type: 'register_name', name: `trader${sender}` };
  }
}

parentPort.on('message', ({ drafts, network, reference }) => {
  const wires = drafts.map((draft) =>
    encodeTransaction(
      buildTransaction({
        network: networks[network],
        keyPair: keyPairOf(draft.sender),
        payload: payloadOf(draft),
        nonce: BigInt(draft.nonce),
        reference,
        ...(draft.fee === undefined ? {} : { fee: draft.fee }),
      }),
    ),
  );
  parentPort.postMessage({ wires, keys: drafts.map(({ sender }) => keyPairOf(sender).publicKey) });
});

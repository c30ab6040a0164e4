// node transfer.mjs http://127.0.0.1:8080/json_rpc PRIVATE_KEY_IN_HEX RECEIVER_ADDRESS AMOUNT
import { createKeyPair, decodeAddress, encodeAddress } from '@tos/crypto';
import { networks, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { buildTransaction, encodeTransaction, transactionHash } from '@tos/transaction';

const [url, privateKey, receiver, amount] = process.argv.slice(2);
const keyPair = createKeyPair(new Uint8Array(Buffer.from(privateKey, 'hex')));

// Integers are exact: bigints in, bigints out.
async function call(method, params) {
  const body = stringifyExactJson({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', body });
  const { result, error } = parseExactJson(await response.text());
  if (error !== undefined) throw new Error(error.message);
  return result;
}

const { top_block_hash, topoheight } = await call('get_info');
const { nonce } = await call('get_nonce', { address: encodeAddress(keyPair.publicKey, networks.devnet) });
const transfer = {
  asset: new Uint8Array(32), // TOS
  destination: decodeAddress(receiver, networks.devnet),
  amount: BigInt(amount), // atomic units: 100,000,000 are a TOS
  extraData: null,
};
const transaction = buildTransaction({
  network: networks.devnet,
  keyPair,
  payload: { type: 'transfers', transfers: [transfer] },
  nonce,
  reference: { hash: new Uint8Array(Buffer.from(top_block_hash, 'hex')), topoheight },
});
const wire = encodeTransaction(transaction);
await call('submit_transaction', { data: Buffer.from(wire).toString('hex') });
console.log(Buffer.from(transactionHash(wire)).toString('hex'));

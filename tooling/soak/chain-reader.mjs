import { encodeBlock } from '../../packages/chain/dist/index.js';
import { decodeAddress, hexToBytes } from '../../packages/crypto/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { decodeBatch } from '../../packages/transaction/dist/index.js';

/** Transactions that are asked for at once. */
const AT_ONCE = 50;

/** Reads the whole chain of a node through its public calls. @returns its blocks in their order, the first one the genesis: hash, txs_hashes, bytes */
export async function* readChain(devnet) {
  const { topoheight: head } = await devnet.call('get_info');
  for (let topoheight = 0n; topoheight <= head; topoheight++) {
    const block = await devnet.call('get_block_at_topoheight', { topoheight });
    const wires = await wiresOf(block.txs_hashes, devnet);
    yield { hash: block.hash, hashes: block.txs_hashes, bytes: bytesOf(block, wires) };
  }
}

async function wiresOf(hashes, devnet) {
  const wires = [];
  for (let at = 0; at < hashes.length; at += AT_ONCE) {
    const some = hashes.slice(at, at + AT_ONCE);
    wires.push(...(await Promise.all(some.map((hash) => devnet.call('get_transaction_raw', { hash })))));
  }
  return wires.map((wire) => hexToBytes(wire));
}

function bytesOf(block, wires) {
  const header = {
    version: Number(block.version),
    height: block.height,
    timestamp: block.timestamp,
    nonce: block.nonce,
    extraNonce: hexToBytes(block.extra_nonce),
    tips: block.tips.map((tip) => hexToBytes(tip)),
    transactionHashes: hexToBytes(block.txs_hashes.join('')),
    miner: decodeAddress(block.miner, networks.devnet),
  };
  return encodeBlock({ header, transactions: decodeBatch(wires) });
}

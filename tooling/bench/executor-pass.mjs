// Measures the in-order pass alone, over 100,000 accounts, against equal transfers on a Map of bigints.

import { createKeyPair } from '../../packages/crypto/dist/index.js';
import { InOrderPass } from '../../packages/executor/dist/block/in-order-pass.js';
import { prepareBlock } from '../../packages/executor/dist/block/prepare-block.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { baselineRules } from '../../packages/runtime/dist/index.js';
import { NATIVE_ASSET } from '../../packages/state/dist/index.js';
import { buildTransaction, decodeBatch, encodeTransaction } from '../../packages/transaction/dist/index.js';
import { benchState } from './bench-state.mjs';
import { result } from './statistics.mjs';
import { generator } from './workloads.mjs';

const ACCOUNTS = 100_000;
const TRANSACTIONS = 1000;
const BLOCKS = 30;
const random = generator(11);
// Transfers without co-signatures ask for no evidence.
const noEvidence = { isOpen: false, asked: 0, forgetOpen: () => undefined };

const keys = Array.from({ length: ACCOUNTS }, () => Uint8Array.from({ length: 32 }, () => random(256)));
const names = keys.map((key) => Buffer.from(key).toString('latin1'));

/** Unsigned transfers between accounts, each block's senders distinct. */
function makeBlocks() {
  const keyPair = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
  const reference = { hash: new Uint8Array(32), topoheight: 0n };
  const transfers = [{ asset: NATIVE_ASSET, destination: keys[0], amount: 1000n, extraData: null }];
  const payload = { type: 'transfers', transfers };
  const wire = encodeTransaction(
    buildTransaction({ network: networks.mainnet, keyPair, payload, nonce: 0n, reference }),
  );
  const one = decodeBatch([wire]);
  const sourceAt = one.source[0];
  const destinationAt = Buffer.from(wire).indexOf(Buffer.from(keys[0]));
  return Array.from({ length: BLOCKS }, (_, block) => {
    const pairs = Array.from({ length: TRANSACTIONS }, (_, i) => {
      const from = (block * TRANSACTIONS + i * 97) % ACCOUNTS;
      return { from, to: (from + 1 + random(ACCOUNTS - 1)) % ACCOUNTS };
    });
    const wires = pairs.map(({ from, to }) => {
      const own = wire.slice();
      own.set(keys[from], sourceAt);
      own.set(keys[to], destinationAt);
      return own;
    });
    return { pairs, batch: decodeBatch(wires) };
  });
}

/** The checks and changes of the pass, written as plainly as possible; keys are strings already. */
function passOverMap(pairs, balances, nonces, fee) {
  const amount = 1000n;
  for (const { from, to } of pairs) {
    const sender = names[from];
    const receiver = names[to];
    const balance = balances.get(sender);
    const nonce = nonces.get(sender);
    if (balance === undefined || nonce === undefined || balance < fee || balance < amount + fee)
      throw new Error('poor');
    balances.set(sender, balance - amount - fee);
    nonces.set(sender, nonce + 1n);
    balances.set(receiver, balances.get(receiver) + amount);
  }
}

export async function measurePass(rounds) {
  const blocks = makeBlocks();
  const context = {
    network: networks.mainnet,
    topoheight: 1,
    state: benchState(),
    references: async ({ count }) => new Uint8Array(count).fill(1),
  };
  const ours = [];
  const theirs = [];
  for (let round = -2; round < rounds; round++) {
    const prepared = [];
    for (const { batch } of blocks) prepared.push(await prepareBlock(batch, context, baselineRules, noEvidence));
    const balances = new Map(names.map((name) => [name, 10n ** 12n]));
    const nonces = new Map(names.map((name) => [name, 0n]));
    const cpu = process.cpuUsage();
    for (const block of prepared) {
      const pass = new InOrderPass(block);
      for (let i = 0; i < TRANSACTIONS; i++) {
        const error = pass.check(i) || pass.apply(i);
        if (error !== 0) throw new Error(`transaction ${i}: ${error}`);
      }
    }
    const own = process.cpuUsage(cpu);
    const mapped = process.cpuUsage();
    for (const { pairs } of blocks) passOverMap(pairs, balances, nonces, 10_000n);
    const other = process.cpuUsage(mapped);
    if (round < 0) continue;
    ours.push((own.user + own.system) / (BLOCKS * TRANSACTIONS));
    theirs.push((other.user + other.system) / (BLOCKS * TRANSACTIONS));
  }
  const samples = ours.map((us) => 1e6 / us);
  return [
    result({ name: 'in-order pass (CPU)', samples, unit: 'tx/s', target: { on: 'median', op: '>=', value: 1e6 } }),
    result({
      name: 'in-order pass (CPU)',
      samples,
      unit: 'tx/s',
      baseline: 'Map of bigints',
      ratios: ours.map((us, i) => theirs[i] / us),
      target: { on: 'ratio', op: '>=', value: 3.2 },
    }),
  ];
}

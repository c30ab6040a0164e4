import { bytesToHex } from '@noble/hashes/utils.js';
import { createKeyPair } from '@tos/crypto';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { type ExactJson, isTosError, networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { buildTransaction, encodeTransaction } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Harness } from '../src/harness/harness.ts';

// Every body is answered with a result, a refusal of its form, or a JSON-RPC answer, and never with another error.

const RUNS = 300 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const executor: BlockExecutor = createBlockExecutor({ setting: 'sequential' });
const harness = new Harness(executor);
const keyPair = createKeyPair(new Uint8Array(32).with(0, 42));
const address = bytesToHex(keyPair.publicKey);
const reference = { hash: new Uint8Array(32), topoheight: 0n };
const payload = { type: 'burn', asset: NATIVE_ASSET, amount: 1n } as const;
const transaction = buildTransaction({ network: networks.devnet, keyPair, payload, nonce: 0n, reference });
const tx = { wire_hex: bytesToHex(encodeTransaction(transaction)), tx: null };

const state = {
  network_chain_id: 3n,
  global_state: { total_supply: 0n, total_burned: 0n, total_energy: 0n, block_height: 0n, timestamp: 0n },
  accounts: [{ address, balance: 1_000_000n, nonce: 0n, frozen: 0n, energy: 0n, flags: 0n, data: '' }],
  energy_resources: [{ address, energy: 1n, frozen_tos: 0n, freeze_records: [{ amount: 1n }], pending_unfreezes: [] }],
  agent_accounts: [{ address, owner: address, controller: address, policy_hash: address, status: 0n }],
  tns_names: [{ name: 'someone', owner: address }],
  contracts: [{ hash: address, module: '7f454c46' }],
};
const bodies: { readonly [name: string]: { body: ExactJson; call: (body: ExactJson) => unknown } } = {
  transaction: { body: tx, call: (body) => harness.executeTransaction(body) },
  'round trip': { body: tx, call: (body) => harness.roundTrip(body) },
  block: { body: { txs: [tx] }, call: (body) => harness.executeBlock(body) },
  chain: {
    body: { blocks: [{ id: 'a', parents: ['genesis'], height: 1n, timestamp_ms: 0n, txs: [tx] }] },
    call: (body) => harness.executeChain(body),
  },
  call: {
    body: { jsonrpc: '2.0', id: 1n, method: 'tos_energyGet', params: { address } },
    call: (body) => harness.rpc(body),
  },
};

afterAll(() => executor.close());

const junk: fc.Arbitrary<ExactJson> = fc.oneof(
  fc.constantFrom<ExactJson>(null, true, [], {}, 'toString', 'genesis', 'zz', address, address.slice(1), [null]),
  fc.bigInt({ min: -1n, max: 2n ** 64n }),
  fc.string(),
  fc.uint8Array({ maxLength: 300 }).map(bytesToHex),
);

/** The JSON with junk at one place (which may be the whole), or without one member. */
function damaged(json: ExactJson): fc.Arbitrary<ExactJson> {
  if (typeof json !== 'object' || json === null) return junk;
  const members = Object.entries(json);
  const deeper = members.map(([name, member]) =>
    fc.oneof({ weight: 1, arbitrary: junk }, { weight: members.length, arbitrary: damaged(member) }).map((other) => {
      const changed = members.map(([key, value]): [string, ExactJson] => [key, key === name ? other : value]);
      return Array.isArray(json) ? changed.map(([, value]) => value) : Object.fromEntries(changed);
    }),
  );
  return fc.oneof(junk, ...deeper);
}

test.each(Object.entries(bodies))('%s', async (_name, { body, call }) => {
  let answered = 0;
  const property = fc.asyncProperty(damaged(state), damaged(body), async (badState, badBody) => {
    for (const work of [
      () => harness.load(badState),
      () => harness.load(state),
      () => call(badBody),
      () => harness.digest(),
    ]) {
      try {
        await work();
        answered++;
      } catch (error) {
        if (!isTosError(error, 'TOS_INVALID_FORMAT')) throw error;
      }
    }
  });
  await fc.assert(property, { numRuns: RUNS });
  expect(answered).toBeGreaterThan(RUNS);
});

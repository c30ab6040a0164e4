// npm run bench -- decode: what decodeBatch takes per transaction, hashing included. CPU time.
//
// TOS_BENCH_AGAINST names the folder of another checkout, which is built: its decoder is then measured in the same run, taking turns on
// the same bytes. A ratio is taken within a round, and above 1.03 this checkout's decoder is slower than the other.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeBatch, encodeTransaction } from '../../packages/transaction/dist/index.js';
import { userFolder } from '../scripts/npm.mjs';
import { cpuMicroseconds, print, result } from './statistics.mjs';
import { generator } from './workloads.mjs';

const ROUNDS = Number(process.env.TOS_BENCH_ROUNDS ?? 15);
const AGAINST = process.env.TOS_BENCH_AGAINST;
const COUNT = 1000;
// A sample repeats the workload until it lasts about so long: clocks of CPU time may tick in milliseconds.
const SAMPLE_MICROSECONDS = 200_000;

const random = generator(5);
const bytes = (size) => Uint8Array.from({ length: size }, () => random(256));
const key = () => bytes(32);
const amount = () => BigInt(random(2 ** 30));
const keys = (count) => Array.from({ length: count }, key);
// Points of proofs are not looked at; their scalars must be below L, which zero is.
const proof = (points, scalars) => Uint8Array.of(...bytes(32 * points), ...new Uint8Array(32 * scalars));

const output = (extraData = null) => ({ asset: key(), destination: key(), amount: amount(), extraData });
const commitment = () => ({ commitment: key(), proof: proof(3, 3), asset: key() });
const rangeProof = () => Uint8Array.of(...proof(4, 3), ...proof(0, 2));
const hidden = () => ({ asset: key(), destination: key(), extraData: null, commitment: key(), senderHandle: key() });
const elf = (size) => Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, ...bytes(size));
const cell = () => ({ kind: 'default', value: { type: 'u64', value: amount() } });
const energy = (variant, fields) => ({ type: 'energy', variant, ...fields });
const agent = (variant, fields) => ({ type: 'agent_account', variant, ...fields });

/** One payload of each type and variant. */
const everyPayload = [
  () => ({ type: 'transfers', transfers: [output(), output(bytes(20)), output()] }),
  () => ({ type: 'burn', asset: key(), amount: amount() }),
  () => ({ type: 'multisig', threshold: 2, participants: keys(3) }),
  () => ({
    type: 'invoke_contract',
    contract: key(),
    deposits: [{ asset: key(), amount: amount() }],
    entryId: 1,
    maxGas: amount(),
    parameters: [cell(), { kind: 'object', value: [cell(), cell()] }],
  }),
  () => ({ type: 'deploy_contract', module: elf(500), invoke: { maxGas: amount(), deposits: [] } }),
  () => energy('freeze_tos', { amount: amount(), durationDays: 7 }),
  () => energy('freeze_tos_delegate', { delegatees: [{ delegatee: key(), amount: amount() }], durationDays: 7 }),
  () => energy('unfreeze_tos', { amount: amount(), fromDelegation: true, recordIndex: 1, delegatee: key() }),
  () => energy('withdraw_unfrozen', {}),
  () => ({
    type: 'uno_transfers',
    transfers: [{ ...hidden(), receiverHandle: key(), validityProof: proof(3, 2) }],
    sourceCommitments: [commitment()],
    rangeProof: rangeProof(),
  }),
  () => ({
    type: 'shield_transfers',
    transfers: [{ ...output(), commitment: key(), receiverHandle: key(), proof: proof(2, 1) }],
    sourceCommitments: [],
  }),
  () => ({
    type: 'unshield_transfers',
    transfers: [{ ...hidden(), amount: amount(), validityProof: proof(3, 2) }],
    sourceCommitments: [commitment()],
    rangeProof: rangeProof(),
  }),
  () => ({ type: 'register_name', name: 'alice.example' }),
  () => agent('register', { controller: key(), policyHash: key(), energyPool: key(), sessionKeyRoot: null }),
  () => agent('update_policy', { policyHash: key() }),
  () => agent('rotate_controller', { newController: key() }),
  () => agent('set_status', { status: 1 }),
  () => agent('set_energy_pool', { energyPool: key() }),
  () => agent('set_session_key_root', { sessionKeyRoot: null }),
  () =>
    agent('add_session_key', {
      key: {
        keyId: 1n,
        publicKey: key(),
        expiryTopoheight: 1000n,
        maxValuePerWindow: amount(),
        allowedTargets: keys(2),
        allowedAssets: keys(1),
      },
    }),
  () => agent('revoke_session_key', { keyId: 1n }),
];

const wireOf = (payload) =>
  encodeTransaction({
    version: 1,
    chainId: 3,
    source: key(),
    payload,
    fee: amount(),
    feeType: 0,
    nonce: amount(),
    reference: { hash: key(), topoheight: amount() },
    multisig: null,
    signature: new Uint8Array(64),
  });

const workloads = {
  '1,000 transfers': Array.from({ length: COUNT }, () => wireOf({ type: 'transfers', transfers: [output()] })),
  '1,000 of mixed types': Array.from({ length: COUNT }, (_, i) => wireOf(everyPayload[i % everyPayload.length]())),
};

/** Nanoseconds per transaction, over a sample's repeats. */
function sample(decode, wires, repeats) {
  const work = () => {
    for (let n = 0; n < repeats; n++) if (decode(wires).count !== COUNT) throw new Error('a transaction is missing');
  };
  return (cpuMicroseconds(work) * 1000) / (repeats * COUNT);
}

async function otherDecoder() {
  const module = new URL('packages/transaction/dist/index.js', `${pathToFileURL(resolve(userFolder, AGAINST))}/`);
  return (await import(module)).decodeBatch;
}

export async function run() {
  const sides = { 'this checkout': decodeBatch, ...(AGAINST === undefined ? {} : { [AGAINST]: await otherDecoder() }) };
  const results = [];
  for (const [name, wires] of Object.entries(workloads)) {
    const samples = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
    for (const decode of Object.values(sides)) sample(decode, wires, 50);
    const repeats = Math.ceil((SAMPLE_MICROSECONDS * 1000) / (sample(decodeBatch, wires, 20) * COUNT));
    for (let round = 0; round < ROUNDS; round++) {
      const order = Object.entries(sides);
      if (round % 2 === 1) order.reverse();
      for (const [side, decode] of order) samples[side].push(sample(decode, wires, repeats));
    }
    const ours = samples['this checkout'];
    const theirs = AGAINST === undefined ? null : samples[AGAINST];
    if (theirs !== null) results.push(result({ name: `${name}, ${AGAINST}`, samples: theirs, unit: 'ns' }));
    const compared =
      theirs === null
        ? {}
        : {
            baseline: AGAINST,
            ratios: ours.map((own, round) => own / theirs[round]),
            target: { on: 'ratio', op: '<=', value: 1.03 },
          };
    results.push(result({ name: `${name}, per transaction`, samples: ours, unit: 'ns', ...compared }));
  }
  print(results);
  return results;
}

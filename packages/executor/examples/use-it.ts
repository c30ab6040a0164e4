import { createKeyPair } from '@tos/crypto';
import { createBlockExecutor, type ExecutionContext } from '@tos/executor';
import { networks } from '@tos/protocol';
import { baselineRules } from '@tos/runtime';
import {
  balanceRef,
  compareRefs,
  EMPTY_DIGEST,
  encodeBalance,
  encodeU64Record,
  NATIVE_ASSET,
  nonceRef,
  stateDigest,
} from '@tos/state';
import { buildTransaction, decodeBatch, encodeTransaction } from '@tos/transaction';

const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const bob = createKeyPair(Uint8Array.of(3, ...new Uint8Array(31)));
const network = networks.devnet;

// Five signed transfers, as wire bytes; the last one is of more than Alice has left.
const wires = [10n, 20n, 30n, 40n, 50_000n].map((amount, i) => {
  const transfers = [{ asset: NATIVE_ASSET, destination: bob.publicKey, amount, extraData: null }];
  const reference = { hash: new Uint8Array(32), topoheight: 0n };
  const payload = { type: 'transfers', transfers } as const;
  return encodeTransaction(buildTransaction({ network, keyPair: alice, payload, nonce: BigInt(i), reference }));
});
const batch = decodeBatch(wires);

// The state before the block: any storage of @tos/state, or whatever answers `readMany`.
const records = [
  { ref: nonceRef(alice.publicKey), value: encodeU64Record(0n) },
  {
    ref: balanceRef(alice.publicKey, NATIVE_ASSET),
    value: encodeBalance({ type: 'input', final: 100_000n, output: null }),
  },
];
const context: ExecutionContext = {
  network,
  topoheight: 1,
  state: {
    async readMany(refs) {
      return refs.map((ref) => {
        const record = records.find((other) => compareRefs(other.ref, ref) === 0);
        return record && { topoheight: 0, previous: null, value: record.value };
      });
    },
  },
  // 1 for each transaction that names a block of this chain.
  references: async ({ count }) => new Uint8Array(count).fill(1),
};

const executor = createBlockExecutor({ workers: 1 });

// Building leaves out what fails ...
const built = await executor.execute(batch, context, { policy: 'build', rules: baselineRules });
if (built.refused === null) {
  console.log(built.results.toArray().map(({ error }) => error ?? 0)); // [ 0, 0, 0, 0, 768 ]: 0x0300, insufficient balance
  console.log(built.state.getGasFee()); // 60000n
  const writes = built.state.getModifiedRecords();
  console.log(writes.length, stateDigest(EMPTY_DIGEST, 1, writes).length); // 4 32
}

// ... and validating refuses a block that holds it. The signatures are known by now.
const received = await executor.execute(batch, context, { policy: 'validate', rules: baselineRules });
console.log(received.refused); // { index: 4, error: 768 }
console.log(received.report.cached, received.report.reason); // 5 few signatures to check

await executor.close();

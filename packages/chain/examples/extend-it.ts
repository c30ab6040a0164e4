import { acceptableReferences, createDevnetGenesis, genesisCommit, mergeParallelResults } from '@tos/chain';
import { createKeyPair } from '@tos/crypto';
import { createBlockExecutor } from '@tos/executor';
import { COIN, ErrorCode, networks, u64High, u64Low } from '@tos/protocol';
import { type BlockFrame, baselineRules } from '@tos/runtime';
import { createMemoryStorage } from '@tos/state';
import { buildTransaction, decodeBatch, encodeTransaction } from '@tos/transaction';

/** A chain that emits nothing and gives its fees to a treasury. */
function createTreasuryFrame(treasury: Uint8Array): BlockFrame {
  return {
    // Whatever is used later must be asked for here, so that it is read from storage in one go.
    declare(overlay) {
      const account = overlay.intern(treasury, 0);
      overlay.want(overlay.nonceCell(account));
      overlay.want(overlay.balanceCell(account, 0));
    },
    open() {
      return ErrorCode.OK;
    },
    close(overlay, gasFee) {
      const account = overlay.intern(treasury, 0);
      // Whoever has a balance has an account, which is a nonce.
      const nonce = overlay.nonceCell(account);
      if (!overlay.exists(nonce)) overlay.set(nonce, 0, 0);
      const credited = overlay.add(overlay.balanceCell(account, 0), u64High(gasFee), u64Low(gasFee));
      return credited ? ErrorCode.OK : ErrorCode.OVERFLOW;
    },
  };
}

const network = networks.devnet;
const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const genesis = createDevnetGenesis({ allocations: [{ publicKey: alice.publicKey, amount: COIN }], timestamp: 0 });
const beginning = genesisCommit(genesis);
const storage = createMemoryStorage();
await storage.open();
await storage.commit({ blocks: [beginning] });

const burn = buildTransaction({
  network,
  keyPair: alice,
  payload: { type: 'burn', asset: new Uint8Array(32), amount: 1n },
  nonce: 0n,
  reference: { hash: beginning.block.hash, topoheight: 0n },
});
const executor = createBlockExecutor({ setting: 'sequential' });
const outcome = await executor.execute(
  decodeBatch([encodeTransaction(burn)]),
  {
    network,
    topoheight: 1,
    state: storage,
    references: (batch) => acceptableReferences(batch, { head: 0 }, storage),
    frame: createTreasuryFrame(new Uint8Array(32).fill(7)),
  },
  { policy: 'build', rules: baselineRules },
);
if (outcome.refused === null) {
  // What to hand to storage.commit(): nonces and balances of Alice and the treasury, and the burned supply.
  const writes = mergeParallelResults(outcome.state);
  console.log(writes.map(({ ref }) => ref.domain.name).join()); // nonce,nonce,balance,balance,supply
}
await executor.close();
await storage.close();

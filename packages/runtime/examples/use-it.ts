import { errorCodeName, networks } from '@tos/protocol';
import {
  AccessSet,
  type BlockContext,
  baselineRules,
  checkSendersAndNonces,
  completeSteps,
  declareSigner,
} from '@tos/runtime';
import {
  BlockOverlay,
  balanceRef,
  compareRefs,
  encodeBalance,
  encodeU64Record,
  NATIVE_ASSET,
  nonceRef,
} from '@tos/state';
import { decodeBatch, encodeTransaction, type Transaction } from '@tos/transaction';

// Two burns of one sender, the second of more than the sender has. No rule looks at the signatures.
const sender = new Uint8Array(32).fill(0xa1);
const burn = (nonce: bigint, amount: bigint): Transaction => ({
  version: 1,
  chainId: 3,
  source: sender,
  payload: { type: 'burn', asset: NATIVE_ASSET, amount },
  fee: 10_000n,
  feeType: 0,
  nonce,
  reference: { hash: new Uint8Array(32), topoheight: 0n },
  multisig: null,
  signature: new Uint8Array(64),
});
const batch = decodeBatch([burn(0n, 5n), burn(1n, 1_000_000n)].map(encodeTransaction));

// Every transaction declares its records, then all are loaded together. (Transfers and agent accounts need a
// second round: `moreAccess`, `wantSessionKeys`, load again.)
const overlay = new BlockOverlay();
const access = new AccessSet(overlay, batch.count);
for (let i = 0; i < batch.count; i++) {
  declareSigner(batch, i, access);
  baselineRules[batch.type[i]!]?.access(batch, i, access);
  access.finish(i);
}
const stored = [
  { ref: nonceRef(sender), value: encodeU64Record(0n) },
  { ref: balanceRef(sender, NATIVE_ASSET), value: encodeBalance({ type: 'input', final: 100_000n, output: null }) },
];
const cells = overlay.takeMissing();
overlay.load(
  cells,
  cells.map((cell) => {
    const record = stored.find(({ ref }) => compareRefs(ref, overlay.ref(cell)) === 0);
    return record && { topoheight: 0, previous: null, value: record.value };
  }),
);

// The first checks: every sender exists, and every nonce is the next of its sender.
console.log(checkSendersAndNonces(batch, access, overlay)); // undefined

const context: BlockContext = {
  network: networks.devnet,
  topoheight: 1,
  references: Uint8Array.of(1, 1), // both transactions name a block that they may name
  access,
  evidence: { isGood: () => false, signerAmong: () => -1 }, // there are no co-signatures, and no agent account
};
for (let i = 0; i < batch.count; i++) {
  const rule = baselineRules[batch.type[i]!];
  if (rule === undefined) throw new Error('a type without a rule');
  overlay.begin();
  // Between the two halves an executor verifies the owner's signature, or calls `checkSigner` for an agent account.
  const error = rule.check(batch, i, context, overlay) || completeSteps(rule.apply(batch, i, context, overlay));
  if (error === 0) overlay.accept();
  else overlay.revert();
  console.log(i, error === 0 ? 'executed' : errorCodeName(error)); // 0 executed, 1 INSUFFICIENT_BALANCE
}
console.log(overlay.writes().map(({ ref }) => ref.domain.name)); // [ 'nonce', 'balance', 'supply' ]

import { createKeyPair } from '@tos/crypto';
import { createBlockExecutor, type ExecutionContext } from '@tos/executor';
import { ErrorCode, networks, Opcode } from '@tos/protocol';
import { type BlockFrame, baselineRules, type Rule, type RuleSet } from '@tos/runtime';
import { domains, encodeU64Record, type RecordRef } from '@tos/state';
import { buildTransaction, decodeBatch, encodeTransaction, type Payload } from '@tos/transaction';

// Rules: a plain object by opcode. This one lets anybody burn anything, once, for nothing.
const burnOnce: Rule = {
  access(batch, i, out) {
    out.exclusive(out.overlay.nonceCell(out.overlay.intern(batch.bytes, batch.source[i]!)));
  },
  moreAccess() {},
  check: (_batch, i, { access }, overlay) =>
    overlay.low(access.cells[access.start[i]!]!) === 0 ? ErrorCode.OK : ErrorCode.NONCE_TOO_LOW,
  apply: (_batch, i, { access }, overlay) =>
    overlay.add(access.cells[access.start[i]!]!, 0, 1) ? ErrorCode.OK : ErrorCode.OVERFLOW,
};
const rules: RuleSet = { ...baselineRules, [Opcode.BURN]: burnOnce };

// State: one method, which is called at most twice per block, each time for many records: those that the rules declare, and who may sign.
// Here every account exists, with a nonce of 0, and has nothing else.
const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const state = {
  async readMany(refs: readonly RecordRef[]) {
    console.log('read', refs.length); // read 2
    const nonce = { topoheight: 0, previous: null, value: encodeU64Record(0n) };
    return refs.map(({ domain }) => (domain === domains.nonce ? nonce : undefined));
  },
};

// Frame: what the block does around its transactions, here nothing but looking at the fees.
const frame: BlockFrame = {
  declare() {},
  open: () => ErrorCode.OK,
  close(_overlay, gasFee) {
    console.log('fees', gasFee); // fees 10000n
    return ErrorCode.OK;
  },
};

const network = networks.devnet;
const context: ExecutionContext = {
  network,
  topoheight: 1,
  state,
  references: async ({ count }) => new Uint8Array(count).fill(1),
  frame,
};
const payload: Payload = { type: 'burn', asset: new Uint8Array(32), amount: 7n };
const reference = { hash: new Uint8Array(32), topoheight: 0n };
const wires = [0n, 1n].map((nonce) =>
  encodeTransaction(buildTransaction({ network, keyPair: alice, payload, nonce, reference })),
);

// Verifier: a module of plain JavaScript that exports `createVerifier`.
const verifierModule = new URL('./my-verifier.js', import.meta.url);
const executor = createBlockExecutor({ workers: 1, setting: 'parallel', verifierModule });
const outcome = await executor.execute(decodeBatch(wires), context, { policy: 'build', rules });
if (outcome.refused === null) console.log([...outcome.results.errors]); // [ 0, 272 ]: 0x0110, nonce too low
await executor.close();

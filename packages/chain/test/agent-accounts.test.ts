import { createKeyPair, type KeyPair } from '@tos/crypto';
import { createBlockExecutor } from '@tos/executor';
import { ErrorCode } from '@tos/protocol';
import { balanceRef, decodeBalance } from '@tos/state';
import { type AgentAccountPayload, buildTransaction, encodeTransaction, type Payload } from '@tos/transaction';
import { afterAll, expect, test } from 'vitest';
import { defaultMempoolLimits, Mempool, verifyChain } from '../src/index.ts';
import { alice, bob, carol, genesis, miner, NATIVE, network, openChain, outcome } from './devnet.ts';

// The life of an agent account, with real keys: through the mempool, in built and received blocks, on threads and without.

const [session, thief] = [31, 32].map((seed) => createKeyPair(new Uint8Array(32).fill(seed))) as [KeyPair, KeyPair];
const parallel = createBlockExecutor({ setting: 'parallel', workers: 2 });
afterAll(() => parallel.close());

const type = 'agent_account';
const policyHash = new Uint8Array(32).fill(9);
const register: AgentAccountPayload = {
  type,
  variant: 'register',
  controller: bob.publicKey,
  policyHash,
  energyPool: bob.publicKey,
  sessionKeyRoot: null,
};
const addSession: AgentAccountPayload = {
  type,
  variant: 'add_session_key',
  key: {
    keyId: 7n,
    publicKey: session.publicKey,
    expiryTopoheight: 4n,
    maxValuePerWindow: 100_000n,
    allowedTargets: [carol.publicKey],
    allowedAssets: [],
  },
};
const revokeSession: AgentAccountPayload = { type, variant: 'revoke_session_key', keyId: 7n };
const freeze: AgentAccountPayload = { type, variant: 'set_status', status: 1 };
const send = (destination: Uint8Array, amount: bigint): Payload => ({
  type: 'transfers',
  transfers: [{ asset: NATIVE, destination, amount, extraData: null }],
});

/** A chain that builds blocks, a chain that receives them and verifies on threads, and a mempool. */
async function setUp() {
  const { chain, storage } = await openChain();
  const receiver = await openChain({ executor: parallel });
  const mempool = new Mempool(defaultMempoolLimits, { chain, executor: parallel });
  const { hash, topoheight } = chain.head;
  /** A transaction of Alice with her next nonce, signed by the given key. */
  const by = (keyPair: KeyPair, payload: Payload): Uint8Array => {
    const nonce = BigInt(sent + mempool.bySender(alice.publicKey).length);
    const reference = { hash, topoheight: BigInt(topoheight) };
    return encodeTransaction(
      buildTransaction({ network, keyPair, source: alice.publicKey, payload, nonce, reference, fee: 20_000n }),
    );
  };
  let sent = 0;
  const produce = async () => {
    const block = await chain.produceBlock({ candidates: mempool.take(1_000_000, 1_000), miner: miner.publicKey });
    mempool.afterBlock(block.transactions, block.leftOut);
    sent += block.transactions.count;
    await receiver.chain.importBlock(block.bytes);
    expect(receiver.chain.head).toEqual(chain.head);
    return block;
  };
  return { storage, mempool, by, produce };
}

test('owner, controller and session key sign what they may, until the key ends, is revoked, or the account is frozen', async () => {
  const { storage, mempool, by, produce } = await setUp();
  const pays = send(carol.publicKey, 5n);
  const unsigned = ErrorCode.INVALID_SIGNATURE;
  const mayNot = ErrorCode.ACCOUNT_NOT_FOUND;
  const tried = (keyPair: KeyPair, payload: Payload) => outcome(() => mempool.add(by(keyPair, payload)));

  expect(await tried(bob, pays), 'before there is an agent').toBe(unsigned);
  expect(await tried(alice, register)).toBe('ok');
  expect(await tried(bob, pays), 'behind the registration, in the same block').toBe('ok');
  expect(await tried(session, pays)).toBe(unsigned);
  expect(await tried(bob, addSession), 'the owner’s to sign').toBe(mayNot);
  expect(await tried(alice, addSession)).toBe('ok');
  expect(await tried(session, pays), 'behind the key, in the same block').toBe('ok');
  expect((await produce()).transactions.count).toBe(4);

  expect(await tried(session, send(bob.publicKey, 5n)), 'to somebody else').toBe(mayNot);
  expect(await tried(session, send(carol.publicKey, 80_001n)), 'more than it may, fee included').toBe(mayNot);
  expect(await tried(session, send(carol.publicKey, 80_000n))).toBe('ok');
  expect(await tried(thief, pays)).toBe(unsigned);
  expect((await produce()).transactions.count).toBe(1);

  expect(await tried(session, pays), 'in block 3').toBe('ok');
  expect((await produce()).transactions.count).toBe(1);
  expect(await tried(session, pays), 'the key ends with block 4').toBe(mayNot);
  expect(await tried(alice, revokeSession)).toBe('ok');
  expect(await tried(session, pays), 'it is nobody’s now').toBe(unsigned);

  expect(await tried(alice, freeze)).toBe('ok');
  for (const keyPair of [alice, bob]) expect(await tried(keyPair, pays), 'frozen').toBe(mayNot);
  expect(await tried(alice, { ...freeze, status: 0 })).toBe('ok');
  expect(await tried(bob, pays)).toBe('ok');
  expect((await produce()).transactions.count).toBe(4);

  const [bobs] = await storage.readMany([balanceRef(bob.publicKey, NATIVE)]);
  expect(decodeBalance(bobs?.value ?? NATIVE).final, 'the energy pool has paid nothing').toBe(500_000_000n);
  for await (const finding of verifyChain(storage, genesis)) expect.unreachable(JSON.stringify(finding));
});

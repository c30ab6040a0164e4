import { bytesToHex } from '@noble/hashes/utils.js';
import { COIN, U64_MAX } from '@tos/protocol';
import { NATIVE_ASSET, type RecordWrite } from '@tos/state';
import {
  type AgentAccountPayload,
  decodeBatch,
  encodeTransaction,
  type Payload,
  selectTransactions,
  type Transaction,
} from '@tos/transaction';
import { afterAll, describe, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { contextOver, INJECTED_VERIFIER, minerFrame } from './block-fixture.ts';
import { accountKey, OTHER_ASSET, sessionKeyOf, signature } from './block-parts.ts';
import { executeInjected } from './injected-oracle.ts';
import { MapState, nameOf } from './map-state.ts';
import { parityRules } from './parity-rules.ts';
import { copyOfWorld, emptyWorld, type World } from './plain-world.ts';
import { writesBetween } from './plain-writes.ts';

// The signer changes from transaction to transaction and from block to block. Every executor must agree with the plain oracle.

const verifierModule = INJECTED_VERIFIER;
const executors: Record<string, BlockExecutor> = {
  sequential: createBlockExecutor({ setting: 'sequential', verifierModule }),
};
for (const workers of [0, 1, 3]) {
  executors[`parallel, ${workers} workers`] = createBlockExecutor({ setting: 'parallel', workers, verifierModule });
}
afterAll(async () => {
  for (const executor of Object.values(executors)) await executor.close();
});

const [OWNER, FRIEND, CONTROLLER, NEXT, PLAIN] = [0, 1, 2, 3, 4].map(accountKey) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const miner = accountKey(9);
const keyIds = Array.from({ length: 15 }, (_, id) => BigInt(id + 1));
const type = 'agent_account';

/** A transaction, by default of the owner's account, that any key may sign. */
interface Step {
  readonly payload: Payload;
  readonly by: Uint8Array;
  readonly source: Uint8Array;
}
const step = (by: Uint8Array, payload: Payload, source: Uint8Array = OWNER): Step => ({ payload, by, source });
const send = (by: Uint8Array, source: Uint8Array = OWNER): Step => {
  const transfers = [{ asset: NATIVE_ASSET, destination: FRIEND, amount: 5n, extraData: null }];
  return step(by, { type: 'transfers', transfers }, source);
};
const admin = (payload: AgentAccountPayload): Step => step(OWNER, payload);
const register = admin({
  type,
  variant: 'register',
  controller: CONTROLLER,
  policyHash: OTHER_ASSET,
  energyPool: null,
  sessionKeyRoot: null,
});
const rotate = admin({ type, variant: 'rotate_controller', newController: NEXT });
const status = (value: number): Step => admin({ type, variant: 'set_status', status: value });
const add = (id: bigint, maxValuePerWindow: bigint = U64_MAX): Step => {
  const limits = { expiryTopoheight: 12n, maxValuePerWindow, allowedTargets: [], allowedAssets: [] };
  return admin({ type, variant: 'add_session_key', key: { keyId: id, publicKey: sessionKeyOf(id), ...limits } });
};
const revoke = (id: bigint): Step => admin({ type, variant: 'revoke_session_key', keyId: id });
const guard = (by: Uint8Array): Step => step(by, { type: 'multisig', threshold: 1, participants: [FRIEND] });
const session = (id: bigint): Step => send(sessionKeyOf(id));

function richWorld(): { state: MapState; world: World } {
  const state = new MapState();
  const world = emptyWorld();
  for (const key of [OWNER, FRIEND, CONTROLLER, PLAIN]) {
    state.setNonce(key, 0n);
    state.setBalance(key, NATIVE_ASSET, 100n * COIN);
    world.nonces.set(bytesToHex(key), 0n);
    const coins = { amount: 100n * COIN, credited: false, debited: false, output: 0n };
    world.coins.set(bytesToHex(key), new Map([[bytesToHex(NATIVE_ASSET), coins]]));
  }
  return { state, world };
}

/** The world before the next block. */
function settled(world: World): World {
  const next = copyOfWorld(world);
  next.fees = 0n;
  for (const assets of next.coins.values()) {
    for (const coins of assets.values()) Object.assign(coins, { credited: false, debited: false, output: 0n });
  }
  return next;
}

/** Gives each transaction the next nonce of its source. A failing transaction leaves its nonce to the next one. */
function numbered(block: Block, world: World): Transaction[] {
  const used = new Map<string, bigint>();
  return block.map(([{ payload, by, source }, code]): Transaction => {
    const account = bytesToHex(source);
    const nonce = (world.nonces.get(account) ?? 0n) + (used.get(account) ?? 0n);
    if (code === 0) used.set(account, (used.get(account) ?? 0n) + 1n);
    const reference = { hash: new Uint8Array(32), topoheight: 0n };
    const common = { version: 1, chainId: 3, fee: 40_000n, feeType: 0, reference, multisig: null } as const;
    return { ...common, source, payload, nonce, signature: signature(true, 0, by) };
  });
}

type Block = readonly (readonly [step: Step, code: number])[];
const [OK, BAD, MAY_NOT] = [0, 0x0103, 0x0400];

describe('one block after the other', () => {
  test.each<[string, Block[]]>([
    [
      'an account becomes an agent, and its controller signs at once',
      [
        [
          [send(CONTROLLER), BAD],
          [register, OK],
          [send(CONTROLLER), OK],
          [send(OWNER), OK],
          [send(NEXT), BAD],
        ],
        [
          [send(CONTROLLER), OK],
          [send(NEXT), BAD],
        ],
      ],
    ],
    [
      'the controller is rotated',
      [
        [[register, OK]],
        [
          [send(CONTROLLER), OK],
          [rotate, OK],
          [send(CONTROLLER), BAD],
          [send(NEXT), OK],
        ],
        [
          [send(CONTROLLER), BAD],
          [send(NEXT), OK],
        ],
      ],
    ],
    [
      'session keys come and go',
      [
        [
          [register, OK],
          [session(1n), BAD],
          [add(1n), OK],
          [add(2n), OK],
          [session(1n), OK],
          [session(2n), OK],
          [revoke(1n), OK],
          [session(1n), BAD],
          [session(2n), OK],
        ],
        [
          [session(2n), OK],
          [revoke(2n), OK],
          [session(2n), BAD],
          [add(2n, 40_004n), OK],
          [session(2n), MAY_NOT],
          [add(3n, 40_005n), OK],
          [session(3n), OK],
          [session(3n), OK],
        ],
      ],
    ],
    [
      'more session keys than are tried at once',
      [
        [[register, OK], ...keyIds.map((id) => [add(id), OK] as const)],
        [...keyIds.map((id) => [session(id), OK] as const), [send(CONTROLLER), OK], [send(NEXT), BAD]],
      ],
    ],
    [
      'a frozen account waits for its owner',
      [
        [
          [register, OK],
          [status(1), OK],
          [send(OWNER), MAY_NOT],
          [send(CONTROLLER), MAY_NOT],
          [register, MAY_NOT],
          [add(1n), OK],
          [session(1n), MAY_NOT],
          [rotate, OK],
        ],
        [
          [send(NEXT), MAY_NOT],
          [{ ...status(0), by: NEXT }, MAY_NOT],
          [status(0), OK],
          [send(NEXT), OK],
          [session(1n), OK],
        ],
      ],
    ],
    [
      'co-signatures are for the owner alone',
      [
        [
          [register, OK],
          [guard(CONTROLLER), OK],
          [send(OWNER), 0x0107],
          [send(CONTROLLER), OK],
        ],
        [
          [send(OWNER), 0x0107],
          [send(CONTROLLER), OK],
        ],
      ],
    ],
    [
      'plain accounts among them are judged as ever',
      [
        [
          [send(PLAIN, PLAIN), OK],
          [register, OK],
          [send(OWNER, PLAIN), BAD],
          [send(CONTROLLER), OK],
          [send(CONTROLLER, PLAIN), BAD],
          [send(PLAIN, PLAIN), OK],
        ],
      ],
    ],
  ])('%s', async (_, blocks) => {
    let { state, world } = richWorld();
    for (const [n, block] of blocks.entries()) {
      const codes = block.map(([, code]) => code);
      const transactions = numbered(block, world);
      const batch = decodeBatch(transactions.map(encodeTransaction));
      const context = contextOver(state, minerFrame(miner, 0n));
      const plain = executeInjected(world, { transactions, miner, reward: 0n }, 'build');
      if ('refused' in plain) throw new Error('refused');
      expect(plain.errors, `block ${n}`).toEqual(codes);
      const first = codes.findIndex((code) => code !== OK);
      let writes: readonly RecordWrite[] = [];
      for (const [name, executor] of Object.entries(executors)) {
        const built = await executor.execute(batch, context, { policy: 'build', rules: parityRules });
        if (built.refused !== null) throw new Error(`${name} refused`);
        expect([...built.results.errors], `block ${n}, ${name}`).toEqual(codes);
        writes = built.state.getModifiedRecords();
        const named = writes.map(({ ref, value }) => `${nameOf(ref)} = ${bytesToHex(value ?? new Uint8Array())}`);
        expect(named.toSorted(), `block ${n}, ${name}`).toEqual(writesBetween(world, plain.world));
        // A built block validates. The drafts themselves are refused where nonces do not follow, or for the first that fails.
        const chosen = selectTransactions(batch, built.results.succeeded());
        const validated = await executor.execute(chosen, context, { policy: 'validate', rules: parityRules });
        if (validated.refused !== null) throw new Error(`${name} refused what was built`);
        expect(validated.state.getModifiedRecords(), `block ${n}, ${name}`).toEqual(writes);
        if (first === -1) continue;
        const until = decodeBatch(transactions.slice(0, first + 1).map(encodeTransaction));
        const outcome = await executor.execute(until, context, { policy: 'validate', rules: parityRules });
        expect(outcome.refused, `block ${n}, ${name}`).toEqual({ index: first, error: codes[first] });
      }
      const next = new MapState();
      for (const [name, value] of state.records) next.records.set(name, value);
      next.apply(writes);
      [state, world] = [next, settled(plain.world)];
    }
  });
});

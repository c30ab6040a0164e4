import { Worker } from 'node:worker_threads';
import { ErrorCode } from '@tos/protocol';
import { baselineRules } from '@tos/runtime';
import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch, type Transaction } from '@tos/transaction';
import { afterEach, describe, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER } from './block-fixture.ts';
import { accountKey, signature } from './block-parts.ts';
import { Fault } from './fixtures/injected-verifier.mjs';
import { MapState } from './map-state.ts';

const SENDERS = 40;

/**
 * A block of one transfer per sender. `faults[i]` happens where a worker verifies transaction i. Another salt gives other
 * transactions, for which no verdict is known.
 */
function block(salt: number, faults: Record<number, number>, forged?: number): PackedBatch {
  const transactions = Array.from({ length: SENDERS }, (_, i): Transaction => {
    const transfer = { asset: NATIVE_ASSET, destination: accountKey(SENDERS), amount: BigInt(salt), extraData: null };
    return {
      version: 1,
      chainId: 3,
      source: accountKey(i),
      payload: { type: 'transfers', transfers: [transfer] },
      fee: 15_000n,
      feeType: 0,
      nonce: 0n,
      reference: { hash: NATIVE_ASSET, topoheight: 0n },
      multisig: null,
      signature: signature(i !== forged, faults[i] ?? Fault.NONE),
    };
  });
  return decodeBatch(transactions.map(encodeTransaction));
}

function funded(): MapState {
  const state = new MapState();
  for (let i = 0; i < SENDERS; i++) {
    state.setNonce(accountKey(i), 0n);
    state.setBalance(accountKey(i), NATIVE_ASSET, 1_000_000n);
  }
  return state;
}

const everywhere = (fault: number): Record<number, number> =>
  Object.fromEntries(Array.from({ length: SENDERS }, (_, i) => [i, fault]));

let executor: BlockExecutor;
let reference: BlockExecutor;
afterEach(async () => {
  await executor.close();
  await reference.close();
  delete (globalThis as { onMainVerification?: unknown }).onMainVerification;
});

describe('a failing worker costs a block its speed, never its result', () => {
  test.each(Object.entries(Fault))('%s', async (_, fault) => {
    executor = createBlockExecutor({ setting: 'parallel', workers: 2, verifierModule: INJECTED_VERIFIER });
    reference = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
    const state = funded();
    let salt = 0;
    for (const policy of ['build', 'validate'] as const) {
      for (const forged of [undefined, 0, 17, SENDERS - 1]) {
        const batch = block(salt++, everywhere(fault), forged);
        const expected = await reference.execute(batch, contextOver(state), { policy, rules: baselineRules });
        // Noticing a thread that hangs takes the whole silence limit, so one is enough.
        if (fault === Fault.HANG && forged !== 17) continue;
        const outcome = await executor.execute(batch, contextOver(state), { policy, rules: baselineRules });
        expect(describeOutcome(outcome), `${policy}, forged ${forged}`).toEqual(describeOutcome(expected));
      }
    }
  });

  test('workers come back after a fault, and blocks go on without them meanwhile', async () => {
    executor = createBlockExecutor({ setting: 'auto', workers: 1, verifierModule: INJECTED_VERIFIER });
    reference = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
    const state = funded();
    const context = contextOver(state);
    const run = async (batch: PackedBatch) => {
      const { report } = await executor.execute(batch, context, { policy: 'build', rules: baselineRules });
      return `${report.mode}: ${report.reason}`;
    };
    // The loop goes on until a worker has met the fault and no worker is left: on one core, or a busy one, main may take a whole block.
    let salt = 0;
    const told = new Set<string>();
    while (!told.has('sequential: no healthy workers')) told.add(await run(block(salt++, everywhere(Fault.EXIT))));
    expect(told).toEqual(new Set(['parallel: pays', 'sequential: no healthy workers']));
    // The loop goes on until another thread has taken the place of the lost one.
    while ((await run(block(salt++, {}))) !== 'parallel: pays') await new Promise((resolve) => setTimeout(resolve, 10));
  });

  test('workers that always fail are given up, and closing still ends', async () => {
    executor = createBlockExecutor({ setting: 'parallel', workers: 2, verifierModule: INJECTED_VERIFIER });
    reference = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
    const state = funded();
    for (let n = 0; n < 60; n++) {
      const batch = block(n, everywhere(n % 2 === 0 ? Fault.EXIT : Fault.THROW), n % SENDERS);
      const outcome = await executor.execute(batch, contextOver(state), { policy: 'validate', rules: baselineRules });
      expect(outcome.refused, `block ${n}`).toEqual({ index: n % SENDERS, error: ErrorCode.INVALID_SIGNATURE });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
});

describe('a late worker approves nothing (law 10)', () => {
  const capture = (): SharedArrayBuffer[] => {
    const seen: SharedArrayBuffer[] = [];
    const globals = globalThis as { onMainVerification?: (verdicts: Uint8Array) => void };
    globals.onMainVerification = ({ buffer }) => {
      if (buffer instanceof SharedArrayBuffer && seen.at(-1) !== buffer) seen.push(buffer);
    };
    return seen;
  };

  /** Starts a thread that writes "good" over a whole memory again and again: the worst that a late worker could do. */
  async function hammer(memory: SharedArrayBuffer): Promise<Worker> {
    const code = `const { workerData, parentPort } = require('node:worker_threads');
      const bytes = new Uint8Array(workerData, 4 * 8); parentPort.postMessage('started'); for (;;) bytes.fill(1);`;
    const worker = new Worker(code, { eval: true, workerData: memory });
    await new Promise((resolve) => worker.once('message', resolve));
    return worker;
  }

  test('after a hang, the memory that the hung worker knows is never used again', async () => {
    executor = createBlockExecutor({ setting: 'parallel', workers: 1, verifierModule: INJECTED_VERIFIER });
    reference = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
    const state = funded();
    const memories = capture();
    const validate = (batch: PackedBatch) =>
      executor.execute(batch, contextOver(state), { policy: 'validate', rules: baselineRules });

    // As a control: without a fault two blocks share their memory, so that a late writer would do harm.
    // The worker is slow, or it might leave nothing to main.
    await validate(block(1, everywhere(Fault.SLOW), SENDERS - 1));
    await validate(block(2, everywhere(Fault.SLOW), SENDERS - 2));
    expect(memories).toHaveLength(1);

    await validate(block(3, everywhere(Fault.HANG), SENDERS - 1));
    const late = memories[0];
    if (late === undefined) throw new Error('main verified nothing');
    const writer = await hammer(late);
    try {
      memories.length = 0;
      for (let forged = 0; forged < SENDERS; forged++) {
        const outcome = await validate(block(4 + forged, everywhere(Fault.SLOW), forged));
        expect(outcome.refused, `forged ${forged}`).toEqual({ index: forged, error: ErrorCode.INVALID_SIGNATURE });
      }
      expect(memories).not.toContain(late);
      expect(memories.length).toBeGreaterThan(0);
    } finally {
      await writer.terminate();
    }
  });
});

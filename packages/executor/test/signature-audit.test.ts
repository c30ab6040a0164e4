import { isTosError } from '@tos/protocol';
import { baselineRules } from '@tos/runtime';
import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch } from '@tos/transaction';
import { afterEach, describe, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { contextOver } from './block-fixture.ts';
import { accountKey } from './block-parts.ts';
import { MapState } from './map-state.ts';

const AUDITED = new URL('./fixtures/audited-verifier.mjs', import.meta.url);

/** One transfer per sender. The pair of transaction i has the verdicts of verifier and oracle. */
function block(opinions: readonly (readonly [verifier: boolean, oracle: boolean])[]): {
  batch: PackedBatch;
  state: MapState;
} {
  const state = new MapState();
  const wires = opinions.map(([verifier, oracle], i) => {
    const source = accountKey(i);
    state.setNonce(source, 0n);
    state.setBalance(source, NATIVE_ASSET, 100_000n);
    const transfer = { asset: NATIVE_ASSET, destination: accountKey(200), amount: 1n, extraData: null };
    const signature = new Uint8Array(64);
    signature[0] = verifier ? 1 : 9;
    signature[2] = oracle ? 1 : 9;
    return encodeTransaction({
      version: 1,
      chainId: 3,
      source,
      payload: { type: 'transfers', transfers: [transfer] },
      fee: 15_000n,
      feeType: 0,
      nonce: 0n,
      reference: { hash: NATIVE_ASSET, topoheight: 0n },
      multisig: null,
      signature,
    });
  });
  return { batch: decodeBatch(wires), state };
}

const agreed = (good: boolean) => [good, good] as const;
let executor: BlockExecutor;
afterEach(() => executor.close());

describe.each(['sequential', 'parallel'] as const)('the safety net under the verifier (%s)', (setting) => {
  const create = (auditOneIn: number): void => {
    executor = createBlockExecutor({ setting, workers: 1, verifierModule: AUDITED, auditOneIn });
  };
  const execute = async (opinions: Parameters<typeof block>[0], policy: 'build' | 'validate'): Promise<unknown> => {
    const { batch, state } = block(opinions);
    try {
      return (await executor.execute(batch, contextOver(state), { policy, rules: baselineRules })).refused;
    } catch (error) {
      if (isTosError(error, 'TOS_VERIFIER_DISAGREEMENT'))
        return `${error.details.verifier} says ${error.details.verdict}`;
      throw error;
    }
  };

  test('a block is refused for a signature once the oracle agrees, asked once', async () => {
    create(0);
    const opinions = [agreed(true), agreed(true), agreed(false), agreed(false)];
    expect(await execute(opinions, 'validate')).toEqual({ index: 2, error: 0x0103 });
    expect((await executor.metrics()).audited).toEqual({ refusal: 1, sample: 0 });
  });

  test('a block that the oracle would not refuse stops the node', async () => {
    create(0);
    expect(await execute([agreed(true), [false, true]], 'validate')).toBe('injected says bad');
  });

  test('building asks nothing about what it leaves out', async () => {
    create(0);
    expect(await execute([agreed(true), [false, true]], 'build')).toBeNull();
    expect((await executor.metrics()).audited).toEqual({ refusal: 0, sample: 0 });
  });

  test('a forged signature that the verifier lets pass is found by sample', async () => {
    create(1);
    for (const policy of ['build', 'validate'] as const) {
      expect(await execute([agreed(true), [true, false]], policy), policy).toBe('injected says good');
    }
  });

  test('samples are counted, and none is taken at 0', async () => {
    create(1);
    await execute([agreed(true), agreed(true), agreed(true)], 'validate');
    expect((await executor.metrics()).audited).toEqual({ refusal: 0, sample: 3 });
    await executor.close();
    create(0);
    expect(await execute([agreed(true), [true, false]], 'validate')).toBeNull();
  });

  test('a mempool that verifies ahead is sampled too', async () => {
    create(1);
    const { batch } = block([agreed(true), [true, false]]);
    await expect(executor.verifySignatures(batch)).rejects.toThrow(
      expect.objectContaining({ code: 'TOS_VERIFIER_DISAGREEMENT' }),
    );
  });
});

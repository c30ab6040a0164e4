import { ErrorCode, isTosError, Opcode } from '@tos/protocol';
import { type BlockFrame, baselineRules, type Rule, type RuleSet } from '@tos/runtime';
import {
  balanceRef,
  encodeBalance,
  encodeU64Record,
  HeadCache,
  NATIVE_ASSET,
  nonceRef,
  type RecordWrite,
} from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch } from '@tos/transaction';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type BlockExecutor,
  type ComparedExecutors,
  createBlockExecutor,
  createComparingExecutor,
  type DivergenceReport,
  replayDivergence,
} from '../src/index.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER, minerFrame } from './block-fixture.ts';
import { MapState } from './map-state.ts';
import { parityRules } from './parity-rules.ts';
import { accountKey, randomBlock, signature } from './random-block.ts';
import { fundedSenders, transferBlock } from './transfer-block.ts';

const RUNS = 150 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const LYING_VERIFIER = new URL('./fixtures/lying-verifier.mjs', import.meta.url);
const SENDERS = 12;
const FORGED = 7;

/** Transactions of which one has a bad signature. */
const block = (forged = FORGED): PackedBatch => transferBlock(SENDERS, { sign: (i) => signature(i !== forged) });
const funded = (): MapState => fundedSenders(SENDERS);

const open: BlockExecutor[] = [];
afterEach(async () => {
  for (const executor of open.splice(0)) await executor.close();
});

function compared(parallelVerifier = INJECTED_VERIFIER): ComparedExecutors {
  const sequential = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
  const parallel = createBlockExecutor({ setting: 'parallel', workers: 2, verifierModule: parallelVerifier });
  open.push(sequential, parallel);
  return { sequential, parallel };
}

/** A comparing executor, and the reports that it has kept, as they would be read back from a file. */
function comparing(executors: ComparedExecutors): { executor: BlockExecutor; kept: DivergenceReport[] } {
  const kept: DivergenceReport[] = [];
  const keep = (report: DivergenceReport): string => `report ${kept.push(JSON.parse(JSON.stringify(report)))}`;
  return { executor: createComparingExecutor(executors, { software: 'test 1.0', keep }), kept };
}

/** Rules in which `wrap` changes the rule of transfers. */
const withTransferRule = (wrap: (rule: Rule) => Partial<Rule>): RuleSet => {
  const rule = baselineRules[Opcode.TRANSFERS]!;
  const { access, moreAccess, check, apply } = rule;
  const plain: Rule = {
    access: (...given) => access.call(rule, ...given),
    moreAccess: (...given) => moreAccess.call(rule, ...given),
    check: (...given) => check.call(rule, ...given),
    apply: (...given) => apply.call(rule, ...given),
  };
  return { ...baselineRules, [Opcode.TRANSFERS]: { ...plain, ...wrap(plain) } };
};

/** A faulty rule with a memory: it refuses the transaction at index 3 every second time. */
function forgetfulRules(): RuleSet {
  let seen = 0;
  return withTransferRule(({ check }) => ({
    check: (batch, i, ...rest) => (i === 3 && seen++ % 2 === 1 ? ErrorCode.UNAUTHORIZED : check(batch, i, ...rest)),
  }));
}

/** A faulty rule with a memory: every second execution gives the receiver one unit more. */
function generousRules(): RuleSet {
  let seen = 0;
  return withTransferRule(({ apply }) => ({
    apply(batch, i, context, overlay) {
      const error = apply(batch, i, context, overlay);
      if (i === 3 && seen++ % 2 === 1) {
        overlay.add(overlay.balanceCell(overlay.intern(accountKey(SENDERS), 0), 0), 0, 1);
      }
      return error;
    },
  }));
}

/** A faulty frame with a memory: every second block pays one unit more. */
function forgetfulFrame(): BlockFrame {
  const frames = [10n, 11n].map((reward) => minerFrame(accountKey(99), reward));
  let opened = 0;
  return {
    parameters: { height: 11 },
    declare: (overlay) => frames[0]!.declare(overlay),
    open: (overlay) => frames[opened++ % 2]!.open(overlay),
    close: (overlay, fee) => frames[0]!.close(overlay, fee),
  };
}

test('random blocks: no difference, the parallel outcome, and every answer of the state asked for once', async () => {
  const { executor, kept } = comparing(compared());
  const { sequential: reference } = compared();
  await fc.assert(
    fc.asyncProperty(
      randomBlock(5, 30),
      fc.constantFrom('build' as const, 'validate' as const),
      async (drawn, policy) => {
        const batch = decodeBatch(drawn.transactions.map(encodeTransaction));
        const given = contextOver(drawn.state, minerFrame(drawn.miner, drawn.reward));
        let asked = 0;
        const references = (named: PackedBatch): Promise<Uint8Array> => {
          asked++;
          return given.references(named);
        };
        const context = { ...given, references };
        const options = { policy, rules: parityRules };
        drawn.state.reads = 0;
        const expected = await reference.execute(batch, context, options);
        const readsOnce = drawn.state.reads;
        const outcome = await executor.execute(batch, context, options);
        expect(describeOutcome(outcome)).toEqual(describeOutcome(expected));
        expect(outcome.report.mode).toBe('parallel');
        expect(drawn.state.reads).toBe(2 * readsOnce);
        expect(asked).toBe(2);
      },
    ),
    { numRuns: RUNS },
  );
  expect(kept).toEqual([]);
});

describe('an executor that is wrong', () => {
  const cases: {
    name: string;
    verifier?: URL;
    rules?: () => RuleSet;
    frame?: () => BlockFrame;
    policy: 'build' | 'validate';
    forged?: number;
    difference: string | RegExp;
  }[] = [
    {
      name: 'verdicts that lie, building',
      verifier: LYING_VERIFIER,
      policy: 'build',
      forged: FORGED,
      difference: 'transaction 7 gives INVALID_SIGNATURE (0x0103) sequentially, OK (0x0000) in parallel',
    },
    {
      name: 'verdicts that lie, validating',
      verifier: LYING_VERIFIER,
      policy: 'validate',
      forged: FORGED,
      difference:
        'the block is refused for transaction 7 with INVALID_SIGNATURE (0x0103) sequentially, is executed in parallel',
    },
    {
      name: 'a rule with a memory',
      rules: forgetfulRules,
      policy: 'build',
      difference: 'transaction 3 gives OK (0x0000) sequentially, UNAUTHORIZED (0x0200) in parallel',
    },
    {
      name: 'a rule with a memory, validating',
      rules: forgetfulRules,
      policy: 'validate',
      difference:
        'the block is executed sequentially, is refused for transaction 3 with UNAUTHORIZED (0x0200) in parallel',
    },
    {
      name: 'a wrong balance',
      rules: generousRules,
      policy: 'validate',
      difference: /^write \d+ is balance (1a\w+) = \w+ sequentially, balance \1 = \w+ in parallel$/,
    },
    {
      name: 'a frame with a memory',
      frame: forgetfulFrame,
      policy: 'build',
      difference: /^write \d+ is balance (c8\w+) = \w+ sequentially, balance \1 = \w+ in parallel$/,
    },
  ];

  test.each(cases)('$name: caught, reported, stopped, and found again', async (given) => {
    const { verifier, rules = () => baselineRules, frame, policy, forged, difference } = given;
    const { executor, kept } = comparing(compared(verifier));
    const context = contextOver(funded(), frame?.());
    const first = rules();
    const execute = (): Promise<unknown> =>
      executor.execute(block(forged ?? -1), context, { policy, rules: first }).catch((error: unknown) => error);
    const error = await execute();
    if (!isTosError(error, 'TOS_EXECUTION_DIVERGENCE')) throw error;
    expect(error.details.difference).toMatch(difference);
    expect(error.details.report).toBe('report 1');
    expect(error.message).toContain(error.details.difference);

    // No block is executed after the divergence.
    expect(await execute()).toBe(error);
    expect(kept).toHaveLength(1);

    const report = kept[0]!;
    expect(report).toMatchObject({
      difference: error.details.difference,
      software: 'test 1.0',
      workers: 2,
      verifier: verifier === undefined ? 'injected' : 'lying',
      network: 'devnet',
      topoheight: 11,
      policy,
      frame: frame === undefined ? null : { height: 11 },
    });
    expect(report.transactions).toHaveLength(SENDERS);

    const replay = (executors: ComparedExecutors, fresh: RuleSet, freshFrame?: BlockFrame) =>
      replayDivergence(report, {
        executors,
        rules: fresh,
        ...(freshFrame === undefined ? {} : { frame: freshFrame }),
      });
    const again = await replay(compared(verifier), rules(), frame?.());
    expect(again.difference).toBe(report.difference);
    expect(again.sequential).toEqual(report.sequential);

    // Without the fault both executors return what the sequential one returned.
    const good = await replay(compared(), baselineRules, frame && minerFrame(accountKey(99), 10n));
    expect(good.difference).toBeNull();
    expect(good.sequential).toEqual(report.sequential);
  });

  test('one that throws has a difference too, its error as plain data', async () => {
    const executors = compared();
    const broken: BlockExecutor = {
      execute: () => Promise.reject(new TypeError('x is not a function')),
      verifySignatures: (batch) => executors.parallel.verifySignatures(batch),
      metrics: () => executors.parallel.metrics(),
      close: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    };
    const { executor, kept } = comparing({ ...executors, parallel: broken });
    await expect(
      executor.execute(block(), contextOver(funded()), { policy: 'build', rules: baselineRules }),
    ).rejects.toThrow(
      expect.objectContaining({
        code: 'TOS_EXECUTION_DIVERGENCE',
        message: expect.stringContaining(
          'is executed sequentially, throws TypeError (x is not a function) in parallel',
        ),
      }),
    );
    expect(kept[0]?.parallel).toEqual({
      result: 'threw',
      error: { code: 'TypeError', message: 'x is not a function', details: {} },
    });
  });

  test('it stops also when its report cannot be kept', async () => {
    const executor = createComparingExecutor(compared(LYING_VERIFIER), {
      software: 'test',
      keep: () => Promise.reject(new Error('disk full')),
    });
    const execute = () => executor.execute(block(), contextOver(funded()), { policy: 'build', rules: baselineRules });
    for (let i = 0; i < 2; i++) {
      await expect(execute(), `call ${i}`).rejects.toThrow(
        expect.objectContaining({ details: expect.objectContaining({ report: 'not kept: disk full' }) }),
      );
    }
  });
});

describe('with a cache of the head', () => {
  const options = { policy: 'build', rules: baselineRules } as const;

  /** A cache that knows the records of `funded` for the first accounts, over a state that does not have them yet. */
  function halfCached(): { cache: HeadCache; state: MapState } {
    const cache = new HeadCache(1 << 20);
    const state = new MapState();
    for (const [i, write] of fundedRecords().entries()) {
      if (i % 3 === 0) cache.apply(0, [{ ...write, previous: null }]);
      else state.put(write.ref, write.value);
    }
    return { cache, state };
  }

  const fundedRecords = (): RecordWrite[] =>
    Array.from({ length: SENDERS }, (_, i) => [
      { ref: nonceRef(accountKey(i)), value: encodeU64Record(0n) },
      {
        ref: balanceRef(accountKey(i), NATIVE_ASSET),
        value: encodeBalance({ type: 'both', final: 1_000_000n, output: 7n }),
      },
    ]).flat();

  test('both execute on what it knows, and the outcome is that of a state without one', async () => {
    const { executor, kept } = comparing(compared());
    const { cache, state } = halfCached();
    const expected = await executor.execute(block(), contextOver(funded()), options);
    const outcome = await executor.execute(block(), { ...contextOver(state), cache }, options);
    expect(describeOutcome(outcome)).toEqual(describeOutcome(expected));
    expect(kept).toEqual([]);
  });

  test('a report has what came from it, and is replayed without', async () => {
    const { executor, kept } = comparing(compared(LYING_VERIFIER));
    const { cache, state } = halfCached();
    const context = { ...contextOver(state), cache };
    await expect(executor.execute(block(), context, options)).rejects.toThrow(/INVALID_SIGNATURE/);
    const report = kept[0]!;
    const [again, good] = [
      await replayDivergence(report, { executors: compared(LYING_VERIFIER), rules: baselineRules }),
      await replayDivergence(report, { executors: compared(), rules: baselineRules }),
    ];
    expect(again.difference).toBe(report.difference);
    expect(again.sequential).toEqual(report.sequential);
    expect(good.difference).toBeNull();
  });
});

describe('what is no difference', () => {
  const options = { policy: 'build', rules: baselineRules } as const;

  test('a state that cannot be read: its own error, and the next block is executed', async () => {
    const { executor, kept } = comparing(compared());
    const broken = new MapState();
    const cause = new Error('disk gone');
    broken.readMany = () => Promise.reject(cause);
    await expect(executor.execute(block(), contextOver(broken), options)).rejects.toBe(cause);
    const unreferred = { ...contextOver(funded()), references: () => Promise.reject(cause) };
    await expect(executor.execute(block(), unreferred, options)).rejects.toBe(cause);
    expect((await executor.execute(block(), contextOver(funded()), options)).refused).toBeNull();
    expect(kept).toEqual([]);
  });

  test('an error that both throw', async () => {
    const { executor, kept } = comparing(compared());
    await expect(executor.execute(block(), contextOver(funded()), { ...options, rules: {} })).rejects.toThrow(
      expect.objectContaining({ code: 'TOS_NOT_SUPPORTED' }),
    );
    expect(kept).toEqual([]);
  });

  test('signatures verified ahead, and closing during a block', async () => {
    const executors = compared();
    const { executor, kept } = comparing(executors);
    expect([...(await executor.verifySignatures(block()))][FORGED]).toBe(2);
    const last = executor.execute(block(), contextOver(funded()), options);
    await executor.close();
    expect((await last).report).toMatchObject({ cached: SENDERS - 1, verified: 1 });
    expect((await executors.sequential.metrics()).signatures['block']).toEqual({ verified: SENDERS, cached: 0 });
    await expect(executor.execute(block(), contextOver(funded()), options)).rejects.toThrow(
      expect.objectContaining({ code: 'TOS_NOT_OPEN' }),
    );
    expect(kept).toEqual([]);
  });
});

test('a report that lacks what the block reads is refused, not guessed', async () => {
  const { executor, kept } = comparing(compared(LYING_VERIFIER));
  const options = { policy: 'build', rules: baselineRules } as const;
  await executor.execute(block(), contextOver(funded()), options).catch(() => undefined);
  const report = kept[0]!;
  const lacking: [string, DivergenceReport][] = [
    ['a record', { ...report, state: report.state.slice(1) }],
    ['references', { ...report, references: null }],
    ['a transaction', { ...report, transactions: ['00'] }],
  ];
  for (const [what, cut] of lacking) {
    await expect(replayDivergence(cut, { executors: compared(), rules: baselineRules }), what).rejects.toThrow(
      expect.objectContaining({ code: 'TOS_INVALID_FORMAT' }),
    );
  }
});

import { ErrorCode } from '@tos/protocol';
import { expect, test, vi } from 'vitest';
import { Mempool, type MempoolLimits } from '../src/index.ts';
import { alice, batch, bob, burn, carol, miner, openChain, outcome, START, testExecutor, transfer } from './devnet.ts';

const limits: MempoolLimits = { maxCount: 100, maxBytes: 100_000, maxPerSender: 50, maxAgeMs: 1_000_000 };

async function setUp(change: Partial<MempoolLimits> = {}) {
  const executor = testExecutor();
  const { chain } = await openChain({ executor });
  const mempool = new Mempool({ ...limits, ...change }, { chain, executor, clock: () => START });
  const reference = chain.head;
  const a = (nonce: number, amount = 1n) => burn({ from: alice, amount, nonce: BigInt(nonce), reference });
  const b = (nonce: number, amount = 1n) => burn({ from: bob, amount, nonce: BigInt(nonce), reference });
  const produce = async () => {
    const block = await chain.produceBlock({ candidates: mempool.take(1_000_000, 1_000), miner: miner.publicKey });
    mempool.afterBlock(block.transactions, block.leftOut);
    return block;
  };
  return { chain, executor, mempool, reference, a, b, produce };
}

test('keeps what is valid, in the order of arrival', async () => {
  const { mempool, a, b } = await setUp();
  const wires = [a(0), b(0), a(1), b(1), a(2)];
  for (const wire of wires) await mempool.add(wire);
  expect([...mempool.entries()].map(({ wire }) => wire)).toEqual(wires);
  expect(mempool.size).toBe(5);
  expect(mempool.bytes).toBe(5 * wires[0]!.length);
  expect(mempool.bySender(alice.publicKey).map(({ nonce }) => nonce)).toEqual([0n, 1n, 2n]);
  const [first] = mempool.entries();
  expect(first).toMatchObject({ source: alice.publicKey, nonce: 0n, fee: 10_000n, firstSeen: START });
  expect(mempool.get(first!.hash)).toBe(first);

  expect(mempool.take(1_000_000, 1_000)).toEqual(batch(...wires));
  expect(mempool.take(1_000_000, 3)).toEqual(batch(...wires.slice(0, 3)));
  expect(mempool.take(2 * wires[0]!.length, 1_000)).toEqual(batch(...wires.slice(0, 2)));
  expect(mempool.take(0, 0).count).toBe(0);
  expect(mempool.size).toBe(5);
});

test('keeps no memory but that of the transaction itself', async () => {
  const { mempool, a, b } = await setUp();
  const body = new Uint8Array(1_000_000);
  for (const [i, wire] of [a(0), b(0)].entries()) {
    body.set(wire, 1000 * i);
    await mempool.add(body.subarray(1000 * i, 1000 * i + wire.length));
  }
  for (const { wire, hash, source, columns } of mempool.entries()) {
    for (const { buffer } of [wire, hash, source, columns]) {
      expect(buffer.byteLength).toBeLessThanOrEqual(wire.length);
      expect(buffer).not.toBe(body.buffer);
    }
  }
});

test('refuses with the code of the protocol, and keeps nothing of it', async () => {
  const { mempool, a, reference } = await setUp();
  await mempool.add(a(0, 900_000_000n));
  const forged = a(1);
  forged[forged.length - 1]! ^= 1;
  const to = bob.publicKey;
  const cases: [string, Uint8Array, ErrorCode][] = [
    ['the same again', a(0, 900_000_000n), ErrorCode.NONCE_DUPLICATE],
    ['another with the nonce', a(0), ErrorCode.NONCE_DUPLICATE],
    ['a gap', a(2), ErrorCode.NONCE_TOO_HIGH],
    ['forged', forged, ErrorCode.INVALID_SIGNATURE],
    ['more than is left', a(1, 100_000_000n), ErrorCode.INSUFFICIENT_BALANCE],
    ['no account', transfer({ from: carol, to, amount: 1n, nonce: 0n, reference }), ErrorCode.ACCOUNT_NOT_FOUND],
    ['zero', a(1, 0n), ErrorCode.INVALID_AMOUNT],
    ['fee', burn({ from: alice, amount: 1n, nonce: 1n, reference, fee: 9_999n }), ErrorCode.INSUFFICIENT_FEE],
  ];
  for (const [name, wire, code] of cases) {
    expect(await outcome(() => mempool.add(wire)), name).toBe(code);
    expect(mempool.size, name).toBe(1);
  }
  expect(await outcome(() => mempool.add(a(1).subarray(1)))).toBe('TOS_INVALID_FORMAT');
  expect(await outcome(() => mempool.add(new Uint8Array(0)))).toBe('TOS_INVALID_FORMAT');
  await mempool.add(a(1));
});

test('is bounded by count, bytes and sender', async () => {
  const count = await setUp({ maxCount: 2 });
  for (const wire of [count.a(0), count.b(0)]) await count.mempool.add(wire);
  expect(await outcome(() => count.mempool.add(count.b(1)))).toBe('TOS_CAPACITY');

  const size = count.a(0).length;
  const bytes = await setUp({ maxBytes: 2 * size + 1 });
  for (const wire of [bytes.a(0), bytes.b(0)]) await bytes.mempool.add(wire);
  expect(await outcome(() => bytes.mempool.add(bytes.b(1)))).toBe('TOS_CAPACITY');

  const sender = await setUp({ maxPerSender: 2 });
  for (const wire of [sender.a(0), sender.a(1)]) await sender.mempool.add(wire);
  expect(await outcome(() => sender.mempool.add(sender.a(2)))).toBe('TOS_CAPACITY');
  await sender.mempool.add(sender.b(0));

  await count.produce();
  await count.mempool.add(count.b(1));
});

test('what is still being checked is bounded too', async () => {
  const { mempool, a, b } = await setUp({ maxCount: 2 });
  const results = await Promise.all([a(0), b(0), b(1)].map((wire) => outcome(() => mempool.add(wire))));
  expect(results).toEqual(['ok', 'ok', 'TOS_CAPACITY']);
});

test('what arrives together is verified together and judged in order', async () => {
  const { mempool, executor, a, b } = await setUp();
  const verify = vi.spyOn(executor, 'verifySignatures');
  const wires = [a(0), a(1), b(0), a(1), a(3), a(2)];
  const results = await Promise.all(wires.map((wire) => outcome(() => mempool.add(wire))));
  expect(results).toEqual(['ok', 'ok', 'ok', ErrorCode.NONCE_DUPLICATE, ErrorCode.NONCE_TOO_HIGH, 'ok']);
  expect(verify.mock.calls.map(([{ count }]) => count)).toEqual([6]);
  expect(mempool.size).toBe(4);
});

test('among what arrives together, only what is no transaction is refused for that', async () => {
  const { mempool, a, b } = await setUp();
  const garbage = a(1).subarray(1);
  const wires = [garbage, a(0), new Uint8Array(0), a(1), b(0), Uint8Array.of(...b(1), 0), b(1)];
  const results = await Promise.all(wires.map((wire) => outcome(() => mempool.add(wire))));
  const bad = 'TOS_INVALID_FORMAT';
  expect(results).toEqual([bad, 'ok', bad, 'ok', 'ok', bad, 'ok']);
  expect([...mempool.entries()].map(({ wire }) => wire)).toEqual([a(0), a(1), b(0), b(1)]);
});

test('whoever added a transaction may use its bytes for others at once', async () => {
  const { mempool, a } = await setUp();
  const bytes = a(0);
  const added = mempool.add(bytes);
  bytes.fill(0);
  expect((await added).wire).toEqual(a(0));
});

test('a verifier that breaks tells whoever asked, and the next one is judged', async () => {
  const { mempool, executor, a } = await setUp();
  vi.spyOn(executor, 'execute').mockRejectedValueOnce(new Error('broken'));
  vi.spyOn(executor, 'verifySignatures').mockRejectedValueOnce(new Error('broken'));
  const results = await Promise.allSettled([mempool.add(a(0)), mempool.add(a(0)), mempool.add(a(1))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('a block takes out what it includes', async () => {
  const { mempool, chain, a, b, produce } = await setUp();
  for (const wire of [a(0), b(0), a(1)]) await mempool.add(wire);
  const candidates = mempool.take(1_000_000, 2);
  const block = await chain.produceBlock({ candidates, miner: miner.publicKey });
  mempool.afterBlock(block.transactions, block.leftOut);
  expect([...mempool.entries()].map(({ nonce }) => nonce)).toEqual([1n]);
  expect(mempool.bytes).toBe(a(1).length);
  expect(await outcome(() => mempool.add(a(0)))).toBe(ErrorCode.NONCE_TOO_LOW);
  await mempool.add(a(2));
  expect((await produce()).transactions.count).toBe(2);
  expect([mempool.size, mempool.bytes]).toEqual([0, 0]);
});

test('a block from elsewhere takes out what it made obsolete, and what became invalid goes when it is left out', async () => {
  const { mempool, chain, a, b, produce } = await setUp();
  for (const wire of [a(0), a(1, 600_000_000n), a(2), b(0)]) await mempool.add(wire);
  const block = await chain.produceBlock({ candidates: batch(a(0, 500_000_000n)), miner: miner.publicKey });
  mempool.afterBlock(block.transactions);
  expect(mempool.bySender(alice.publicKey).map(({ nonce }) => nonce)).toEqual([1n, 2n]);
  const next = await produce();
  expect(next.leftOutCounts).toEqual({ INSUFFICIENT_BALANCE: 1, NONCE_TOO_HIGH: 1 });
  expect(next.transactions.count).toBe(1);
  expect([mempool.size, mempool.bytes]).toEqual([0, 0]);
});

test('what did not fit stays', async () => {
  const { mempool, a } = await setUp();
  const { hash } = await mempool.add(a(0));
  mempool.afterBlock(batch(), [{ index: 0, hash, error: null }]);
  expect(mempool.size).toBe(1);
  mempool.afterBlock(batch(), [{ index: 0, hash: new Uint8Array(32), error: ErrorCode.UNKNOWN }]);
  expect(mempool.size).toBe(1);
  mempool.afterBlock(batch(), [{ index: 0, hash, error: ErrorCode.OVERFLOW }]);
  expect(mempool.size).toBe(0);
});

test('is judged at the head that there is when it is taken', async () => {
  const { mempool, chain, a } = await setUp();
  const simulate = chain.simulateAtTip.bind(chain);
  vi.spyOn(chain, 'simulateAtTip').mockImplementationOnce(async (...run) => {
    const judged = await simulate(...run);
    await chain.produceBlock({ candidates: batch(a(0, 7n)), miner: miner.publicKey });
    return judged;
  });
  expect(await outcome(() => mempool.add(a(0)))).toBe(ErrorCode.NONCE_TOO_LOW);
  expect(mempool.size).toBe(0);

  // The other way round: the block fills what would have been a gap.
  vi.spyOn(chain, 'simulateAtTip').mockImplementationOnce(async (...run) => {
    const judged = await simulate(...run);
    await chain.produceBlock({ candidates: batch(a(1, 7n)), miner: miner.publicKey });
    return judged;
  });
  expect(await outcome(() => mempool.add(a(2)))).toBe('ok');
});

test('a block that nobody told about is made up for by the next', async () => {
  const { mempool, a } = await setUp();
  for (const wire of [a(0), a(1), a(2)]) await mempool.add(wire);
  mempool.afterBlock(batch(a(1)));
  expect([...mempool.entries()].map(({ nonce }) => nonce)).toEqual([2n]);
});

test('the later ones of a sender go with the one that was left out', async () => {
  const { mempool, a, b } = await setUp();
  for (const wire of [a(0), a(1), a(2), b(0)]) await mempool.add(wire);
  const hash = mempool.bySender(alice.publicKey)[1]!.hash;
  mempool.afterBlock(batch(), [{ index: 1, hash, error: ErrorCode.INSUFFICIENT_BALANCE }]);
  expect([...mempool.entries()].map(({ wire }) => wire)).toEqual([a(0), b(0)]);
});

test('is judged again when an earlier one of its sender was taken out meanwhile', async () => {
  const { mempool, chain, a } = await setUp();
  const { hash } = await mempool.add(a(0));
  const simulate = chain.simulateAtTip.bind(chain);
  vi.spyOn(chain, 'simulateAtTip').mockImplementationOnce(async (...run) => {
    const judged = await simulate(...run);
    mempool.afterBlock(batch(), [{ index: 0, hash, error: ErrorCode.OVERFLOW }]);
    return judged;
  });
  expect(await outcome(() => mempool.add(a(1)))).toBe(ErrorCode.NONCE_TOO_HIGH);
  expect(mempool.size).toBe(0);
});

test('a sender’s next one alone is executed, on what the earlier ones left, with the answer of all together', async () => {
  const { mempool, chain, executor, a, reference, produce } = await setUp();
  const executed = vi.spyOn(executor, 'execute');
  const to = bob.publicKey;
  const next = (nonce: number, amount: bigint) => [
    a(nonce, amount),
    transfer({ from: alice, to, amount, nonce: BigInt(nonce), reference }),
    // To an account that does not exist: the first transfer makes it, the others find it.
    transfer({ from: alice, to: carol.publicKey, amount, nonce: BigInt(nonce), reference }),
  ];
  let waiting: Uint8Array[] = [];
  const answers = new Set<unknown>();
  // Alice has 1,000,000,000 and spends more each time, until her balance is too small.
  for (let step = 0; step < 40; step++) {
    const nonce = mempool.bySender(alice.publicKey).at(-1)?.nonce ?? BigInt(step > 20 ? waiting.length - 1 : -1);
    const wire = next(Number(nonce) + (step % 7 === 5 ? 2 : 1), BigInt(step) * 4_000_000n)[step % 3]!;
    const run = batch(...waiting, wire);
    const { error } = (await chain.simulate(run)).results.at(run.count - 1);
    executed.mockClear();
    const answer = await outcome(() => mempool.add(wire));
    expect(answer, `step ${step}`).toBe(error ?? 'ok');
    expect(executed.mock.calls.map(([{ count }]) => count)).toEqual([1]);
    answers.add(answer);
    if (answer === 'ok') waiting.push(wire);
  }
  expect(answers).toEqual(
    new Set(['ok', ErrorCode.INVALID_AMOUNT, ErrorCode.NONCE_TOO_HIGH, ErrorCode.INSUFFICIENT_BALANCE]),
  );

  // After a block they are executed again, once.
  const { nonce } = mempool.bySender(alice.publicKey)[2]!;
  const block = await chain.produceBlock({ candidates: batch(...waiting.slice(0, 3)), miner: miner.publicKey });
  mempool.afterBlock(block.transactions);
  waiting = waiting.slice(3);
  executed.mockClear();
  for (const more of [1, 2]) {
    const wire = a(Number(nonce) + waiting.length + more, 1n);
    expect(await outcome(() => mempool.add(wire)), `after the block, ${more}`).toBe('ok');
  }
  expect(executed.mock.calls.map(([run]) => run.count)).toEqual([waiting.length + 1, 1]);
  expect((await produce()).leftOut).toEqual([]);
});

test('a refusal says how much there was and how much was needed', async () => {
  const { mempool, chain, a, reference } = await setUp();
  await mempool.add(a(0, 900_000_000n));
  const refusalOf = async (wire: Uint8Array): Promise<unknown> =>
    mempool.add(wire).then(
      () => 'ok',
      (error: unknown) => error,
    );
  // Of 1,000,000,000 the waiting burn takes 900,000,000 and its fee of 10,000.
  expect(await refusalOf(a(1, 100_000_000n))).toMatchObject({
    message: expect.stringMatching(/^INSUFFICIENT_BALANCE \(0x0300\): the sender has 99990000 .* needs 100010000\. /),
    details: { available: '99990000', needed: '100010000', asset: '00'.repeat(32) },
  });
  expect(await refusalOf(a(5))).toMatchObject({
    message: expect.stringMatching(/^NONCE_TOO_HIGH \(0x0111\): the nonce is 5, and the sender's next one is 1\. /),
    details: { given: '5', needed: '1' },
  });
  expect(await refusalOf(burn({ from: alice, amount: 1n, nonce: 1n, reference, fee: 9_999n }))).toMatchObject({
    message: expect.stringMatching(
      /^INSUFFICIENT_FEE \(0x0301\): the fee is 9999, and 10000 atomic units are the least\. /,
    ),
    details: { given: '9999', needed: '10000' },
  });
  expect(await refusalOf(a(0))).toMatchObject({
    message: expect.stringMatching(
      /^NONCE_DUPLICATE \(0x0112\): a transaction with nonce 0 waits already, .* fee of 11000/,
    ),
    details: { given: '10000', needed: '11000' },
  });
  const ahead = { hash: chain.head.hash, topoheight: 7 };
  expect(await refusalOf(burn({ from: alice, amount: 1n, nonce: 1n, reference: ahead }))).toMatchObject({
    message: expect.stringMatching(
      /^INVALID_PAYLOAD \(0x0107\): the reference is topoheight 7, and only 0 to 0 may be named\. /,
    ),
    details: { given: '7', needed: '0' },
  });
  // Where there is nothing to count, the code alone is named.
  expect(await refusalOf(a(1, 0n))).toMatchObject({
    message: expect.stringMatching(/^INVALID_AMOUNT \(0x0105\), hash /),
  });
});

test('a replacement pays 10 % more, takes the place of the first, and what does not fit behind it any more goes', async () => {
  const { mempool, reference, a, produce } = await setUp();
  const of = (nonce: number, amount: bigint, fee: bigint) =>
    burn({ from: alice, amount, nonce: BigInt(nonce), reference, fee });
  for (const wire of [of(0, 1n, 10_000n), a(1), a(2, 900_000_000n)]) await mempool.add(wire);
  expect(await outcome(() => mempool.add(of(0, 2n, 10_999n)))).toBe(ErrorCode.NONCE_DUPLICATE);
  // One that is not valid replaces nothing.
  expect(await outcome(() => mempool.add(of(0, 2_000_000_000n, 20_000n)))).toBe(ErrorCode.INSUFFICIENT_BALANCE);
  expect(mempool.bySender(alice.publicKey).map(({ fee }) => fee)).toEqual([10_000n, 10_000n, 10_000n]);
  expect(await outcome(() => mempool.add(of(0, 2n, 11_000n)))).toBe('ok');
  expect(mempool.bySender(alice.publicKey).map(({ fee }) => fee)).toEqual([11_000n, 10_000n, 10_000n]);
  expect(await outcome(() => mempool.add(of(0, 500_000_000n, 20_000n)))).toBe('ok');
  expect(mempool.bySender(alice.publicKey).map(({ nonce }) => nonce)).toEqual([0n, 1n]);
  expect((await produce()).transactions.count).toBe(2);
});

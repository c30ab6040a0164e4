import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chain, createDevnetGenesis } from '@tos/chain';
import { createKeyPair } from '@tos/crypto';
import { type ComparedExecutors, createBlockExecutor, createComparingExecutor } from '@tos/executor';
import { COIN, isTosError, networks } from '@tos/protocol';
import { createMemoryStorage, NATIVE_ASSET } from '@tos/state';
import { buildTransaction, decodeBatch, encodeTransaction } from '@tos/transaction';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { divergencesFolder, keepDivergence } from '../src/divergence/keep-divergence.ts';
import { readDivergence } from '../src/divergence/read-divergence.ts';
import { replayReport } from '../src/divergence/replay.ts';
import { createStyle } from '../src/terminal/style.ts';
import { NodeProcess } from './node-process.ts';

const LYING_VERIFIER = new URL('../../../packages/executor/test/fixtures/lying-verifier.mjs', import.meta.url);

let datadir: string;
const executors: ComparedExecutors[] = [];

beforeEach(() => {
  datadir = mkdtempSync(join(tmpdir(), 'tos-node-'));
});

afterEach(async () => {
  await NodeProcess.killAll();
  for (const { sequential, parallel } of executors.splice(0)) await Promise.all([sequential.close(), parallel.close()]);
  rmSync(datadir, { recursive: true, force: true });
});

/** Executors of which the parallel one takes every signature for good. */
function withLies(): ComparedExecutors {
  const pair = {
    sequential: createBlockExecutor({ setting: 'sequential' }),
    parallel: createBlockExecutor({ setting: 'parallel', workers: 1, verifierModule: LYING_VERIFIER }),
  };
  executors.push(pair);
  return pair;
}

/** Produces a chain whose second block has three transfers, one of them forged. @returns the error with which producing that block ends */
async function produceWith(compared: ComparedExecutors): Promise<unknown> {
  const [alice, bob, miner] = [2, 3, 4].map((n) => createKeyPair(Uint8Array.of(n, ...new Uint8Array(31))));
  const genesis = createDevnetGenesis({
    allocations: [alice!, bob!].map(({ publicKey }) => ({ publicKey, amount: COIN })),
    timestamp: 1,
  });
  const storage = createMemoryStorage();
  await storage.open();
  const executor = createComparingExecutor(compared, {
    software: 'test 1.0',
    keep: (report) => keepDivergence(divergencesFolder(datadir), report),
  });
  const chain = await Chain.open({ storage, executor, network: networks.devnet, genesis });
  // Afterwards the records of this block are in the chain's cache.
  await chain.produceBlock({ candidates: decodeBatch([]), miner: alice!.publicKey });
  const wires = [alice!, alice!, bob!].map((keyPair, i) => {
    const destination = (keyPair === alice ? bob : alice)!.publicKey;
    return encodeTransaction(
      buildTransaction({
        network: networks.devnet,
        keyPair,
        payload: { type: 'transfers', transfers: [{ asset: NATIVE_ASSET, destination, amount: 5n, extraData: null }] },
        nonce: i === 1 ? 1n : 0n,
        reference: { hash: chain.head.hash, topoheight: 1n },
      }),
    );
  });
  const forged = wires[2]!;
  forged[forged.length - 1]! ^= 1;
  return chain.produceBlock({ candidates: decodeBatch(wires), miner: miner!.publicKey }).then(
    () => chain.head,
    (error: unknown) => error,
  );
}

const DIFFERENCE = 'transaction 2 gives INVALID_SIGNATURE (0x0103) sequentially, OK (0x0000) in parallel';

test('a difference stops the chain, and its report finds it again', async () => {
  const error = await produceWith(withLies());
  if (!isTosError(error, 'TOS_EXECUTION_DIVERGENCE')) throw error;
  expect(error.details.difference).toBe(DIFFERENCE);
  const file = error.details.report;
  expect(readdirSync(divergencesFolder(datadir)).map((name) => join(divergencesFolder(datadir), name))).toEqual([file]);
  expect(file).toMatch(/block-2-[0-9a-f]{8}\.json$/);

  const report = readDivergence(file);
  expect(keepDivergence(divergencesFolder(datadir), report), 'the same report, the same file').toBe(file);
  const lines: string[] = [];
  const terminal = { style: createStyle(false), print: (line: string) => void lines.push(line) };
  await expect(replayReport({ file, report }, withLies(), terminal)).rejects.toThrow(
    expect.objectContaining({
      code: 'TOS_EXECUTION_DIVERGENCE',
      details: { difference: DIFFERENCE, report: file },
    }),
  );
  expect(lines).toEqual([
    'block 2 of devnet, build, 3 transactions',
    `found by  test 1.0, node ${process.versions.node}, 1 workers, lying`,
    `then      ${DIFFERENCE}`,
    `now       ${DIFFERENCE}`,
    '          sequential execution gives what it gave then',
    '          parallel execution gives what it gave then',
  ]);

  // The node itself finds nothing wrong with that block.
  const exit = await new NodeProcess('replay', file).exit();
  expect(exit).toMatchObject({ code: 0, stderr: '' });
  expect(exit.stdout.split('\n').slice(2)).toEqual([
    `then      ${DIFFERENCE}`,
    'now       no difference',
    '          sequential execution gives what it gave then',
    '          parallel execution gives something else than it gave then',
    '',
  ]);
});

test('what is no report is refused', async () => {
  const file = join(datadir, 'x.json');
  await produceWith(withLies());
  const folder = divergencesFolder(datadir);
  const whole = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8'));
  const config = (message: RegExp) =>
    expect.objectContaining({ code: 'TOS_INVALID_CONFIG', message: expect.stringMatching(message) });
  for (const [text, reason] of [
    ['{', /x\.json: /],
    ['{}', /x\.json: no report of a divergence: format: /],
    [JSON.stringify({ ...whole, version: 2 }), /no report of a divergence: version: /],
    [JSON.stringify({ ...whole, workers: 65 }), /no report of a divergence: workers: /],
    [JSON.stringify({ ...whole, transactions: ['zz'] }), /no report of a divergence: transactions\.0: expected hex/],
  ] as const) {
    writeFileSync(file, text);
    expect(() => readDivergence(file), text.slice(0, 60)).toThrow(config(reason));
  }
  const report = { ...readDivergence(join(folder, readdirSync(folder)[0]!)), frame: { height: 1 } };
  const terminal = { style: createStyle(false), print: () => undefined };
  await expect(replayReport({ file, report }, withLies(), terminal)).rejects.toThrow(
    config(/the frame of its block was not made by this node/),
  );
  rmSync(file);
  const exit = await new NodeProcess('replay', file).exit();
  expect(exit).toMatchObject({ code: 2, stdout: '' });
  expect(exit.stderr).toMatch(/^error TOS_INVALID_CONFIG: .+x\.json: .+\n$/);
});

test('a node that verifies itself makes its blocks in parallel and finds nothing', async () => {
  const json = join(datadir, 'out.json');
  const options = ['--verify-parallel', '--workers', '2', '--load', '40', '--blocks', '3', '--json', json];
  const exit = await NodeProcess.dev(datadir, ...options).exit();
  expect(exit).toMatchObject({ code: 0, stderr: '' });
  expect(exit.stdout).toMatch(/^ +Threads +2 besides main, and main alone$/m);
  expect(exit.stdout).toMatch(/^ +Compared +every block is executed twice; a difference stops the node$/m);
  expect(exit.stdout).toContain(` ${divergencesFolder(datadir)}\n`);
  const banner = exit.stdout.slice(0, exit.stdout.search(/^block +\d/m));
  expect(banner.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  const summary = JSON.parse(readFileSync(json, 'utf8'));
  expect(summary).toMatchObject({ blocks: 3, transactions: 120, parallelBlocks: 3, sequentialBlocks: 0 });
  expect(existsSync(divergencesFolder(datadir))).toBe(false);
});

import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blockHash, createDevnetGenesis, decodeBlock, encodeBlock, genesisCommit } from '@tos/chain';
import { isTosError } from '@tos/protocol';
import { balanceRef, encodeBalance, type ImportRecord, multisigRef, nonceRef, type OrderedBlock } from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StateReader } from './state-reader.ts';
import { StateWriter } from './state-writer.ts';

let folder: string;
let path: string;
let good: Uint8Array;

const genesis = createDevnetGenesis({ allocations: [], timestamp: 5, salt: new Uint8Array(32).fill(1) });
const { block: genesisOnly, metadata: genesisMetadata } = genesisCommit(genesis);
const blocks: OrderedBlock[] = [genesisOnly];
for (let height = 1; height <= 3; height++) {
  const header = { ...decodeBlock(genesisOnly.bytes).header, height: BigInt(height), tips: [blocks.at(-1)!.hash] };
  const bytes = encodeBlock({ header, transactions: decodeBatch([]) });
  const digest = new Uint8Array(32).fill(height);
  blocks.push({ ...genesisOnly, hash: blockHash(header), height, topoheight: height, bytes, digest });
}
const head = blocks.at(-1)!;
const metadata = {
  ...genesisMetadata,
  head: { hash: head.hash, height: head.height, topoheight: head.topoheight },
  tips: [head.hash],
  digest: head.digest!,
};
const account = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const records: ImportRecord[] = [
  { ref: nonceRef(account(1)), topoheight: 0, value: new Uint8Array(8).fill(255) },
  { ref: nonceRef(account(2)), topoheight: 0, value: new Uint8Array(8) },
  {
    ref: balanceRef(account(1), account(9)),
    topoheight: 0,
    value: encodeBalance({ type: 'both', final: 2n ** 64n - 1n, output: 2n ** 63n }),
  },
  // Larger than any buffer.
  { ref: multisigRef(account(3)), topoheight: 0, value: new Uint8Array(3_000_000).fill(7) },
  { ref: multisigRef(account(4)), topoheight: 0, value: new Uint8Array() },
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-state-'));
  path = join(folder, 'state');
  good = written(records);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(given: readonly ImportRecord[], order: readonly OrderedBlock[] = blocks): Uint8Array {
  const writer = new StateWriter(path, { metadata, genesis }, order.length);
  for (const block of order) writer.addBlock(block);
  for (const record of given) writer.add(record);
  writer.finish();
  return readFileSync(path);
}

async function read(bytes: Uint8Array): Promise<{ reader: StateReader; found: ImportRecord[] }> {
  writeFileSync(path, bytes);
  const reader = new StateReader(path);
  try {
    const found: ImportRecord[] = [];
    for await (const record of reader.records('reading', () => undefined)) found.push(record);
    return { reader, found };
  } finally {
    reader.close();
  }
}

async function isRefused(bytes: Uint8Array): Promise<boolean> {
  return read(bytes).then(
    () => false,
    (error: unknown) => {
      if (isTosError(error, 'TOS_INVALID_FORMAT')) return true;
      throw error;
    },
  );
}

test('what is written is read', async () => {
  const { reader, found } = await read(good);
  expect(reader.header).toEqual({ metadata, genesis });
  const again = new StateReader(path);
  expect([...again.blocks()]).toEqual(blocks);
  again.close();
  // As hex: comparing three million numbers one by one takes a minute.
  const plain = ({ ref, topoheight, value }: ImportRecord) => [
    ref.domain.name,
    bytesToHex(ref.key),
    topoheight,
    bytesToHex(value),
  ];
  expect(found.map(plain)).toEqual(records.map(plain));
});

test('cut short, longer, or with a bit flipped, it is refused', async () => {
  const small = written(records.slice(0, 3));
  expect(await isRefused(small)).toBe(false);
  expect(await isRefused(Uint8Array.of(...small, 0))).toBe(true);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: small.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
      expect(await isRefused(small.subarray(0, at)), `cut at ${at}`).toBe(true);
      const flipped = small.slice();
      flipped[at]! ^= 1 << bit;
      expect(await isRefused(flipped), `bit ${bit} of byte ${at}`).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['records out of order', [records[1]!, records[0]!]],
  ['a record twice', [records[0]!, records[0]!]],
  ['a record from above the head', [{ ...records[0]!, topoheight: 4 }]],
])('%s are refused, though the checksum is right', async (_, given) => {
  expect(await isRefused(written(given))).toBe(true);
});

test.each([
  ['no block', []],
  ['one too few', blocks.slice(1)],
  ['one too many', [...blocks, head]],
  ['one that does not continue the one before it', [blocks[0]!, blocks[2]!, blocks[1]!, head]],
  ['another head', [...blocks.slice(0, 3), blocks[2]!]],
  ['another digest at the head', [...blocks.slice(0, 3), { ...head, digest: new Uint8Array(32) }]],
  ['a block that does not decode', [...blocks.slice(0, 3), { ...head, bytes: Uint8Array.of(1) }]],
])('blocks are refused: %s', async (_, order) => {
  expect(await isRefused(written(records.slice(0, 3), order))).toBe(true);
});

test('a disk that takes a part of each write has the whole file, and one that is full nothing of it', () => {
  const { writeSync } = fs;
  const onDisk = (write: (file: number, bytes: Uint8Array, at: number) => number, work: () => void): void => {
    Object.assign(fs, { writeSync: write });
    syncBuiltinESMExports();
    try {
      work();
    } finally {
      Object.assign(fs, { writeSync });
      syncBuiltinESMExports();
    }
  };
  onDisk(
    (file, bytes, at) => writeSync(file, bytes, at, Math.min(bytes.length - at, 7 + (at % 65_536))),
    () => expect(Buffer.compare(written(records), good)).toBe(0),
  );
  for (let full = 0, isFull = true; isFull; full++) {
    const target = mkdtempSync(join(folder, 'full-'));
    let writes = 0;
    isFull = false;
    const fail = (file: number, bytes: Uint8Array, at: number): number => {
      if (writes++ !== full) return writeSync(file, bytes, at);
      isFull = true;
      throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    };
    let error: unknown;
    onDisk(fail, () => {
      const writer = new StateWriter(join(target, 'state'), { metadata, genesis }, blocks.length);
      try {
        for (const block of blocks) writer.addBlock(block);
        for (const record of records) writer.add(record);
        writer.finish();
      } catch (caught) {
        error = caught;
        writer.discard();
      }
    });
    expect(readdirSync(target), `write ${full}`).toEqual(isFull ? [] : ['state']);
    expect(isTosError(error, 'TOS_STORAGE_FAILURE'), `write ${full}`).toBe(isFull);
  }
});

test('a writer that gives up leaves nothing', () => {
  const file = join(folder, 'given-up');
  const writer = new StateWriter(file, { metadata, genesis }, 1);
  writer.add(records[0]!);
  const before = readdirSync(folder).length;
  writer.discard();
  expect(existsSync(file)).toBe(false);
  expect(readdirSync(folder).length).toBe(before - 1);
});

test('a folder that is not there is told', () => {
  const create = () => new StateWriter(join(folder, 'no', 'such'), { metadata, genesis }, 1);
  expect(create).toThrow('The state file could not be written');
  expect(() => new StateReader(join(folder, 'nothing'))).toThrow('FILE: ENOENT');
});

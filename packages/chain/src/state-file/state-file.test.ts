import { bytesToHex } from '@noble/hashes/utils.js';
import { isTosError } from '@tos/protocol';
import { balanceRef, encodeBalance, type ImportRecord, multisigRef, nonceRef, type OrderedBlock } from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBlock, encodeBlock } from '../block/block.ts';
import { blockHash } from '../block/block-hash.ts';
import { createDevnetGenesis } from '../genesis/genesis.ts';
import { genesisCommit } from '../genesis/genesis-block.ts';
import { StateReader, type StateSource } from './state-reader.ts';
import { StateWriter } from './state-writer.ts';

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

const good = written(records);

function written(given: readonly ImportRecord[], order: readonly OrderedBlock[] = blocks): Uint8Array {
  const pieces: Uint8Array[] = [];
  const sink = (bytes: Uint8Array) => void pieces.push(bytes.slice());
  const writer = new StateWriter({ metadata, genesis }, { blocks: order.length, sink });
  for (const block of order) writer.addBlock(block);
  for (const record of given) writer.addRecord(record);
  const { checksum } = writer.finish();
  expect(pieces.at(-1)).toEqual(checksum);
  // Not the Buffer itself, whose `slice` is a view.
  return new Uint8Array(Buffer.concat(pieces));
}

/** @param most the most bytes that one call of `read` returns */
function sourceOf(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): StateSource {
  let at = 0;
  return {
    size: bytes.length,
    read(into) {
      const part = bytes.subarray(at, at + Math.min(into.length, most));
      into.set(part);
      at += part.length;
      return part.length;
    },
  };
}

async function read(bytes: Uint8Array, most?: number): Promise<{ reader: StateReader; found: ImportRecord[] }> {
  const reader = new StateReader(sourceOf(bytes, most));
  const found: ImportRecord[] = [];
  for await (const record of reader.records('reading', () => undefined)) found.push(record);
  return { reader, found };
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

test.each([undefined, 65_521])('what is written is read, at most %s bytes at a time', async (most) => {
  const { reader, found } = await read(good, most);
  expect(reader.header).toEqual({ metadata, genesis });
  expect([...new StateReader(sourceOf(good, most)).blocks()]).toEqual(blocks);
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
  expect(await isRefused(Buffer.concat([small, Uint8Array.of(0)]))).toBe(true);
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

test('a file that becomes shorter while it is read is refused', async () => {
  const source = { ...sourceOf(good.subarray(0, -1)), size: good.length };
  const reading = async () => {
    for await (const _ of new StateReader(source).records('reading', () => undefined));
  };
  await expect(reading).rejects.toThrow('it became shorter while it was read');
});

import { domains } from '@tos/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChangeRow, encodeChanges } from '../rows/change-row.ts';
import { placeOf } from '../rows/keys.ts';
import { Generation } from './generation.ts';

const SALT = 7;
const ref = { domain: domains.nonce, key: Uint8Array.of(1) };

function rowOf(topoheight: number, value: number): ChangeRow {
  return new ChangeRow(topoheight, encodeChanges(topoheight, [{ ref, value: Uint8Array.of(value) }], [null]));
}

test('each state sees the blocks that were made before it and not undone by then', () => {
  // Each write adds a block at the next topoheight, or first undoes some blocks.
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 30 }), (undone) => {
      const generation = new Generation(SALT);
      const chain: number[] = [];
      const chains: number[][] = [[]];
      for (const [i, count] of undone.entries()) {
        const sequence = i + 1;
        for (let left = Math.min(count, chain.length); left > 0; left--) {
          generation.kill(chain.length, sequence);
          chain.pop();
        }
        const changes = rowOf(chain.length + 1, sequence);
        generation.add({ changes, born: sequence, died: Infinity }, changes.placeHashes(SALT));
        chain.push(sequence);
        chains.push([...chain]);
      }
      for (const [sequence, blocks] of chains.entries()) {
        for (let topoheight = 1; topoheight <= undone.length + 1; topoheight++) {
          const value = generation.rowAt(topoheight, sequence)?.after(0).value;
          expect(value?.[0]).toBe(blocks[topoheight - 1]);
        }
        expect(generation.find(placeOf(ref), sequence)?.value?.[0]).toBe(blocks.at(-1));
      }
    }),
  );
});

test('a block without changes takes memory too', () => {
  const generation = new Generation(SALT);
  const changes = new ChangeRow(1, encodeChanges(1, [], []));
  generation.add({ changes, born: 1, died: Infinity }, changes.placeHashes(SALT));
  expect(generation.bytes).toBeGreaterThan(changes.bytes.length);
});

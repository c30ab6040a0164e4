import { expect, test } from 'vitest';
import { contextOver } from '../../test/block-fixture.ts';
import { fundedSenders, transferBlock } from '../../test/transfer-block.ts';
import { RecordedReads } from './recorded-reads.ts';

test('what the references were stays what it was, whoever changes the Buffer that said so', async () => {
  const batch = transferBlock(3);
  const answer = Buffer.from([1, 0, 1]);
  const reads = new RecordedReads({ ...contextOver(fundedSenders(3)), references: async () => answer });
  const first = await reads.context.references(batch);
  answer.fill(0);
  expect(first).toStrictEqual(Uint8Array.of(1, 0, 1));
  first.fill(0);
  expect(await reads.context.references(batch)).toStrictEqual(Uint8Array.of(1, 0, 1));
  expect(reads.references).toBe('010001');
});

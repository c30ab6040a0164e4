import { afterEach, expect, test, vi } from 'vitest';
import { createClient } from '../client/create-client.ts';
import { waitForTransaction } from './wait-for-transaction.ts';

const HASH = 'ab'.repeat(32);
const refused = (code: string) => ({ error: { code: -32_004, message: 'no', data: { code } } });
const found = (in_mempool: boolean, executed_in_block: string | null = null) => ({
  result: { hash: HASH, in_mempool, executed_in_block },
});

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['a block has it', found(false, '01'), { executed_in_block: '01' }],
  [
    'its block was undone, and it does not wait',
    found(false),
    { code: 'TOS_TRANSACTION_GONE', details: { hash: HASH } },
  ],
  ['the node has never had it', refused('TOS_NOT_FOUND'), { code: 'TOS_TRANSACTION_GONE', details: { hash: HASH } }],
  // The node knows nothing against the transaction: it may wait all the same.
  ['the node has no room', refused('TOS_CAPACITY'), { code: 'TOS_CALL_REFUSED', details: { reason: 'TOS_CAPACITY' } }],
  ['the node fails', refused('TOS_INTERNAL'), { code: 'TOS_CALL_REFUSED', details: { reason: 'TOS_INTERNAL' } }],
])('a transaction when %s', async (_case, answer, expected) => {
  vi.stubGlobal('fetch', async (_url: unknown, { body }: { readonly body: string }) => {
    const info = { result: { top_block_hash: '00'.repeat(32), topoheight: 7 } };
    return Promise.resolve(new Response(JSON.stringify(JSON.parse(body).method === 'get_info' ? info : answer)));
  });
  const client = createClient({ url: 'http://127.0.0.1:1' });
  const outcome: unknown = await waitForTransaction(client, { hash: HASH }).catch((error: unknown) => error);
  expect(outcome).toMatchObject(expected);
});

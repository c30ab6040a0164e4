import { createClient } from '@tos/client';
import { afterEach, expect, test, vi } from 'vitest';
import { placeAfter, readHistoryPage } from './read-history-page.ts';

const node = createClient({ url: 'http://127.0.0.1:1' });

afterEach(() => vi.unstubAllGlobals());

function answering(answer: object): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ jsonrpc: '2.0', id: 1, ...answer }))));
}

const mined = (topoheight: number) => ({
  topoheight,
  hash: 'ab'.repeat(32),
  block_timestamp: 1_700_000_000_000,
  mining: { reward: 5 },
});

test('a page leads to the one behind its last entry', async () => {
  answering({ result: [mined(9), mined(8), mined(8)] });
  const { entries, next } = await readHistoryPage('tst1', {}, node);
  expect(entries.map(({ topoheight }) => topoheight)).toEqual([9n, 8n, 8n]);
  expect(next).toEqual({ maximum_topoheight: 8, skip: 2 });
  expect(placeAfter(entries, { maximum_topoheight: 8, skip: 3 })).toEqual({ maximum_topoheight: 8, skip: 5 });
  expect(placeAfter([], {})).toBeUndefined();
});

test('a refusal that names a place leads there; any other one is thrown', async () => {
  // As get_account_history answers many blocks in a row without a wanted entry.
  const data = {
    code: 'TOS_INVALID_ARGUMENT',
    field: 'maximum_topoheight',
    remedy: 'Go on with maximum_topoheight 70.',
  };
  const error = { code: -32_004, message: 'The newest 100 blocks have no such entry' };
  answering({ error: { ...error, data: { ...data, details: { maximum_topoheight: 70, skip: 3 } } } });
  expect(await readHistoryPage('tst1', {}, node)).toEqual({ entries: [], next: { maximum_topoheight: 70, skip: 3 } });
  answering({ error: { ...error, data: { ...data, details: {} } } });
  await expect(readHistoryPage('tst1', {}, node)).rejects.toMatchObject({ code: 'TOS_CALL_REFUSED' });
});

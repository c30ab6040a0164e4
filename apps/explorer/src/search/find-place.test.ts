import { createClient } from '@tos/client';
import { afterEach, expect, test, vi } from 'vitest';
import { findPlace } from './find-place.ts';

const BLOCK = 'ab'.repeat(32);
const TRANSACTION = 'cd'.repeat(32);
const REFUSED = 'ce'.repeat(32);

/** A node that knows one block, one transaction and one name. */
function answer(_url: unknown, { body }: { readonly body: string }): Promise<Response> {
  const { method, params } = JSON.parse(body);
  const known: { readonly [method: string]: unknown } = {
    get_block_by_hash: params.hash === BLOCK ? {} : undefined,
    get_transaction: params.hash === TRANSACTION ? {} : undefined,
    get_left_transaction: params.hash === REFUSED ? {} : null,
    resolve_name: params.name === 'kay' ? 'tst1kay' : null,
  };
  const result = known[method];
  const rest =
    result === undefined ? { error: { code: -32004, message: 'absent', data: { code: 'TOS_NOT_FOUND' } } } : { result };
  return Promise.resolve(new Response(JSON.stringify({ jsonrpc: '2.0', id: 1, ...rest })));
}

const node = createClient({ url: 'http://127.0.0.1:1/json_rpc' });

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['12', '#/block/12'],
  [' 1,234 ', '#/block/1234'],
  ['007', '#/block/7'],
  [BLOCK, `#/block/${BLOCK}`],
  [BLOCK.toUpperCase(), `#/block/${BLOCK}`],
  [`0x${TRANSACTION}`, `#/tx/${TRANSACTION}`],
  [REFUSED, `#/tx/${REFUSED}`],
  ['tst1qqqq', '#/account/tst1qqqq'],
  ['TST1QQQQ', '#/account/tst1qqqq'],
  ['kay', '#/account/tst1kay'],
])('%s leads to %s', async (text, link) => {
  vi.stubGlobal('fetch', answer);
  expect(await findPlace(text, node)).toEqual({ link });
});

test.each(['ef'.repeat(32), 'nobody', '<img src=x>', '12.5', 'x'.repeat(5000), '9'.repeat(20)])(
  'what leads nowhere says so, and repeats no more than its beginning: %s',
  async (text) => {
    vi.stubGlobal('fetch', answer);
    const found = await findPlace(text, node);
    expect(found).toEqual({ problem: expect.stringContaining(text.slice(0, 9)) });
    expect(JSON.stringify(found).length).toBeLessThan(250);
  },
);

test('a refusal for another reason than absence is no answer', async () => {
  const error = { code: -32004, message: 'All connections are at work', data: { code: 'TOS_CAPACITY' } };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ jsonrpc: '2.0', id: null, error }))));
  await expect(findPlace(BLOCK, node)).rejects.toMatchObject({ details: { reason: 'TOS_CAPACITY' } });
});

test('a node that does not answer is no answer', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no connection')));
  await expect(findPlace('kay', node)).rejects.toMatchObject({ code: 'TOS_NODE_UNREACHABLE' });
  await expect(findPlace(BLOCK, node)).rejects.toMatchObject({ code: 'TOS_NODE_UNREACHABLE' });
});

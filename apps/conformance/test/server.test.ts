import { createServer as createNetServer } from 'node:net';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { type ExactJson, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HarnessServer, startServer } from '../src/server/server.ts';
import { firstDifference } from '../src/vectors/first-difference.ts';
import { readVector } from '../src/vectors/vector.ts';
import { readVectorFiles } from '../src/vectors/vector-files.ts';
import { hasSuite, skipped, suiteFolder } from './suite.ts';

// Tests of the endpoints, called over HTTP as the suite's own runner calls them (docs/protocol.md §0).

let executor: BlockExecutor;
let server: HarnessServer;

beforeAll(async () => {
  executor = createBlockExecutor({ setting: 'sequential' });
  server = await startServer(0, executor);
});

afterAll(async () => {
  await server.close();
  await executor.close();
});

type Members = { readonly [name: string]: ExactJson };

async function call(path: string, body?: ExactJson | string): Promise<{ status: number; json: Members }> {
  const text = typeof body === 'string' ? body : stringifyExactJson(body ?? null);
  const init = { method: 'POST', body: text, headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${server.url}${path}`, body === undefined ? {} : init);
  return { status: response.status, json: asMembers(parseExactJson(await response.text())) };
}

function asMembers(json: ExactJson | undefined): Members {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('an object was expected');
  return Object.fromEntries(Object.entries(json));
}

const key = (fill: string): string => fill.repeat(32);
const account = (address: string, balance: bigint): Members => ({
  address,
  balance,
  nonce: 0n,
  frozen: 0n,
  energy: 0n,
  flags: 0n,
  data: '',
});
const stateOf = (...accounts: Members[]): Members => ({
  network_chain_id: 3n,
  global_state: { total_supply: 2n ** 64n - 1n, total_burned: 0n, total_energy: 0n, block_height: 0n, timestamp: 0n },
  accounts,
});

if (!hasSuite) {
  test.skip(skipped('the server, driven by the public vectors'), () => {});
} else {
  const endpoints: { readonly [kind: string]: string } = {
    tx: '/tx/execute',
    tx_roundtrip: '/tx/roundtrip',
    block: '/block/execute',
    rpc: '/json_rpc',
  };

  describe('the public vectors, over HTTP', () => {
    test.each(['burn.json', 'multi_tx.json', 'uno_transfers.json', 'roundtrip.json', 'negative.json', 'rpc.json'])(
      '%s',
      async (name) => {
        for (const { file, vectors } of await readVectorFiles(suiteFolder, new RegExp(`${name}$`))) {
          for (const [index, source] of vectors.entries()) {
            const vector = readVector(source);
            const title = `${file} #${index} ${vector.name}`;
            expect((await call('/state/reset', null)).status, title).toBe(200);
            if (vector.preState !== null) {
              expect((await call('/state/load', vector.preState)).status, title).toBe(200);
            }
            const input = asMembers(vector.input);
            const body = vector.kind === 'rpc' ? (input['rpc'] ?? null) : input;
            const { json } = await call(endpoints[vector.kind] ?? '/', body);
            const expected = asMembers(vector.expected);
            if (vector.kind === 'rpc') {
              expect(firstDifference(expected['response'] ?? null, json), title).toBeUndefined();
              continue;
            }
            expect(json['error_code'], title).toBe(expected['error_code']);
            expect(json['success'], title).toBe(expected['success']);
            if (!expected['state_digest']) continue;
            expect(json['state_digest'], title).toBe(expected['state_digest']);
            const exported = (await call('/state/export')).json;
            const post = asMembers(expected['post_state']);
            expect(
              firstDifference(post['global_state'] ?? null, exported['global_state'] ?? null),
              title,
            ).toBeUndefined();
          }
        }
      },
    );
  });
}

describe('the server', () => {
  test('is healthy, and forgets on reset', async () => {
    expect((await call('/health')).json).toEqual({ status: 'ok' });
    await call('/state/load', stateOf(account(key('ab'), 5n)));
    const loaded = (await call('/state/digest')).json;
    await call('/state/reset', null);
    expect((await call('/state/export')).json['accounts']).toEqual([]);
    expect((await call('/state/digest')).json).not.toEqual(loaded);
  });

  test('keeps every digit of a u64, in and out', async () => {
    const most = 2n ** 64n - 1n;
    await call('/state/load', stateOf(account(key('ab'), most), account(key('cd'), 9_007_199_254_740_993n)));
    const { json } = await call('/state/export');
    expect(json['global_state']).toMatchObject({ total_supply: most });
    expect(json['accounts']).toMatchObject([{ balance: most }, { balance: 9_007_199_254_740_993n }]);
    const { json: answer } = await call('/json_rpc', {
      jsonrpc: '2.0',
      id: most,
      method: 'tos_accountGet',
      params: { address: key('ab') },
    });
    expect(answer).toMatchObject({ id: most, result: { balance: most } });
  });

  test.each<[string, string, string]>([
    ['no JSON', '/state/load', '{'],
    ['nothing', '/state/load', ''],
    ['a list', '/state/load', '[]'],
    ['a number beyond a u64', '/state/load', '{"accounts":[],"global_state":{"total_supply":18446744073709551616}}'],
    ['a fraction', '/state/load', '{"accounts":[],"global_state":{"total_supply":1.5}}'],
    ['a short address', '/state/load', '{"accounts":[{"address":"ab","balance":1}]}'],
    ['a transaction that is a string', '/block/execute', '{"txs":["00"]}'],
    ['hex that is a number', '/tx/execute', '{"wire_hex":1}'],
    ['a block without id', '/chain/execute', '{"blocks":[{}]}'],
    ['more parents than a header can list', '/chain/execute', manyParents()],
  ])('%s to %s: 400 and the format code, and the state stays', async (_what, path, body) => {
    await call('/state/load', stateOf(account(key('ab'), 5n)));
    const before = (await call('/state/export')).json;
    const { status, json } = await call(path, body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ success: false, error_code: 0x0100n });
    expect(json['error']).not.toBe('');
    expect((await call('/state/export')).json).toEqual(before);
  });

  test('what is wrong with a transaction is a result, not a status', async () => {
    await call('/state/load', stateOf(account(key('ab'), 5n)));
    for (const body of [{ wire_hex: '' }, { wire_hex: '0x00' }, { wire_hex: 'zz' }, { tx: { tx_type: 'burn' } }, {}]) {
      const { status, json } = await call('/tx/execute', body);
      expect({ status, code: json['error_code'] }, stringifyExactJson(body)).toEqual({ status: 200, code: 0x0100n });
    }
  });

  test('JSON-RPC answers what is no JSON and what is no request', async () => {
    expect((await call('/json_rpc', '{')).json).toMatchObject({ id: null, error: { code: -32700n } });
    expect((await call('/json_rpc', '[]')).json).toMatchObject({ id: null, error: { code: -32600n } });
    expect((await call('/json_rpc', '{"jsonrpc":"2.0","id":1}')).json).toMatchObject({
      id: 1n,
      error: { code: -32600n },
    });
  });

  test('an empty chain of blocks is imported, and pays its miner', async () => {
    await call('/state/load', stateOf());
    const blocks = [
      { id: 'one', parents: ['genesis'], txs: [] },
      { id: 'two', parents: ['one'], txs: [] },
      { id: 'beside', parents: ['one'], txs: [] },
    ];
    const { json } = await call('/chain/execute', { blocks });
    expect(json).toMatchObject({ success: false, error_code: 0x0609n });
    expect(json['results']).toMatchObject([
      { id: 'one', success: true },
      { id: 'two', success: true },
      { id: 'beside' },
    ]);
    expect((await call('/state/export')).json['global_state']).toMatchObject({ block_height: 2n });
  });

  test('requests at the same time are answered in turn', async () => {
    const loads = Array.from({ length: 20 }, (_, i) => call('/state/load', stateOf(account(key('ab'), BigInt(i)))));
    await Promise.all(loads);
    expect((await call('/state/export')).json['accounts']).toMatchObject([{ balance: 19n }]);
  });

  test('a port in use is named', async () => {
    const other = createNetServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startServer(port, executor)).rejects.toMatchObject({ code: 'TOS_PORT_IN_USE', details: { port } });
    await new Promise((resolve) => other.close(resolve));
  });
});

function manyParents(): string {
  const parents = Array.from({ length: 256 }, () => 'genesis');
  return JSON.stringify({ blocks: [{ id: 'a', parents }] });
}

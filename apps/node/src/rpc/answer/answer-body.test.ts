import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { defaultMempoolLimits, type MempoolEntry } from '@tos/chain';
import { type ErrorDetails, networks, parseExactJson, TosError, U64_MAX } from '@tos/protocol';
import {
  createMemoryStorage,
  encodeBalance,
  encodeU64Record,
  type RecordRef,
  type StoredMetadata,
  type StoredVersion,
} from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { stoppingControls } from '../../../test/stopping-controls.ts';
import { NodeEvents } from '../../events/node-events.ts';
import { KeptExecutions } from '../../executions/kept-executions.ts';
import { LeftTransactions } from '../../mempool/left-transactions.ts';
import { createServer, startRpcServer } from '../http/rpc-server.ts';
import { rpcMethods } from '../methods/rpc-methods.ts';
import { answerBody, MAX_BATCH, type RpcDispatcher } from './answer-body.ts';

// The address of seed 1 of the public vectors, and its mainnet form.
const ADDRESS = 'tst13jfypdzk48ndcewrw7ssfrt5t722prxm0azvhntmgme5qjy8zy6qqupqq54';
const MAINNET_ADDRESS = 'tos13jfypdzk48ndcewrw7ssfrt5t722prxm0azvhntmgme5qjy8zy6qq83fpue';
const hash = new Uint8Array(32).fill(7);

let submitted: Uint8Array[];
let refusal: unknown;
let internal: unknown[];
let metadata: StoredMetadata | undefined;
let stored: (ref: RecordRef) => Uint8Array | undefined;

beforeEach(() => {
  submitted = [];
  refusal = undefined;
  internal = [];
  metadata = undefined;
  const records: { readonly [domain: string]: Uint8Array } = {
    nonce: encodeU64Record(U64_MAX),
    balance: encodeBalance({ type: 'input', final: U64_MAX, output: null }),
  };
  stored = ({ domain }) => records[domain.name];
});

/** What the mempool answers for every transaction. */
const mempoolEntry: MempoolEntry = {
  wire: new Uint8Array(),
  hash,
  columns: new Uint32Array(),
  source: hash,
  sender: '',
  nonce: 0n,
  fee: 0n,
  feeRate: 0n,
  reference: 0,
  reach: [],
  arrival: 0,
  firstSeen: 0,
};

/** A chain at its genesis whose records hold the largest u64. */
const dispatcher: RpcDispatcher = {
  methods: rpcMethods,
  health: { reasons: async () => [] },
  context: {
    chain: {
      network: networks.devnet,
      genesisHash: hash,
      buildBlock: () => Promise.reject(new TosError('TOS_NOT_SUPPORTED', { feature: 'blocks' })),
      head: { hash, height: 0, topoheight: 0, timestamp: 0, digest: hash, supply: { emitted: U64_MAX, burned: 1n } },
    },
    storage: Object.assign(createMemoryStorage(), {
      readMany: async (refs: readonly RecordRef[]) =>
        refs.map((ref): StoredVersion | undefined => {
          const value = stored(ref);
          return value && { topoheight: 3, previous: 1, value };
        }),
      getBlock: async () => undefined,
      metadata: async () => metadata,
    }),
    executions: new KeptExecutions(),
    leftTransactions: new LeftTransactions(),
    counts: { read: async () => ({ accounts: 0, assets: 0, contracts: 0, transactions: 0 }) },
    mempool: {
      size: 5,
      bytes: 0,
      limits: defaultMempoolLimits,
      entries: () => [].values(),
      get: () => undefined,
      bySender: () => [],
      take: () => decodeBatch([]),
    },
    async submit(wire) {
      if (refusal !== undefined) throw refusal;
      submitted.push(wire);
      return mempoolEntry;
    },
    importBlock: () => Promise.reject(new Error('no blocks here')),
    controls: stoppingControls,
  },
  onInternalError: (error) => internal.push(error),
  onFull: () => undefined,
};

const answer = (body: string): Promise<string> => answerBody(body, dispatcher);
const call = (method: string, params = 'null'): Promise<string> =>
  answer(`{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`);
const result = (text: string): string => `{"jsonrpc":"2.0","id":1,"result":${text}}`;

test.each(['{}', '[1]', '"x"', '0', 'false'])('a method without params refuses %s', async (params) => {
  expect(await call('get_height', params)).toContain('"code":-32602');
});

test.each(['null', '[]'])('and takes %s for none', async (params) => {
  expect(await call('get_height', params)).toBe(result('0'));
});

test.each(['mainnet', 'testnet', 'stagenet'] as const)('on %s every control of a devnet is refused', async (name) => {
  const { context } = dispatcher;
  const elsewhere = { ...dispatcher, context: { ...context, chain: { ...context.chain, network: networks[name] } } };
  const devnetMethods = [...rpcMethods.values()].filter(({ access }) => access === 'devnet');
  const controls = [...rpcMethods.keys()].filter((method) => method.startsWith('dev_'));
  expect(devnetMethods.map((method) => method.name)).toEqual(expect.arrayContaining(controls));
  expect(controls.length).toBeGreaterThan(5);
  for (const { name: method } of devnetMethods) {
    const refused = await answerBody(`{"jsonrpc":"2.0","id":1,"method":"${method}"}`, elsewhere);
    expect(refused).toContain(`"code":-32004,"message":"${method} is refused on ${name}: `);
  }
  expect(internal).toEqual([]);
});

test('every digit of a u64 arrives', async () => {
  expect(await call('get_balance', `{"address":"${ADDRESS}"}`)).toBe(
    result('{"balance":18446744073709551615,"topoheight":3}'),
  );
  expect(await call('get_nonce', `{"address":"${ADDRESS}"}`)).toBe(
    result(
      '{"topoheight":3,"previous_topoheight":1,"nonce":18446744073709551615,"version":{"previous_topoheight":1,"nonce":18446744073709551615}}',
    ),
  );
});

test('get_info has what clients of the original read', async () => {
  expect(JSON.parse(await call('get_info'))).toMatchObject({
    result: {
      height: 0,
      topoheight: 0,
      stableheight: 0,
      stable_topoheight: 0,
      top_block_hash: '07'.repeat(32),
      difficulty: '1',
      block_time_target: 1000,
      average_block_time: 1000,
      block_reward: 0,
      dev_reward: 0,
      miner_reward: 0,
      mempool_size: 5,
      network: 'Dev',
      block_version: 0,
    },
  });
  expect(await call('get_info')).toContain('"circulating_supply":18446744073709551614,"burned_supply":1,');
  expect(await call('get_info')).toContain('"maximum_supply":18400000000000000,');
  expect(await call('get_info')).not.toContain('pruned_topoheight');
});

test('get_info says what is pruned', async () => {
  metadata = {
    network: 'devnet',
    genesis: hash,
    head: { hash, height: 0, topoheight: 0 },
    tips: [hash],
    supply: { emitted: 0n, burned: 0n },
    digest: hash,
    formatVersion: 1,
    prunedBelow: 77,
  };
  const { result: info } = JSON.parse(await call('get_info'));
  expect(info).toMatchObject({ pruned_topoheight: 77 });
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  for (const member of Object.keys(info)) expect(readme).toContain(`\`${member}\``);
});

test('an unknown account is an error that says so', async () => {
  stored = () => undefined;
  for (const method of ['get_balance', 'get_nonce']) {
    expect(await call(method, `{"address":"${ADDRESS}"}`)).toMatch(/"code":-32004,"message":"This address /);
  }
});

test.each([
  ['absent', '{}', 'address: Invalid input'],
  ['a number', '{"address":1}', 'address: Invalid input'],
  ['of mainnet', `{"address":"${MAINNET_ADDRESS}"}`, 'address: not an address of this network: wrong prefix'],
  [
    'mistyped',
    `{"address":"${ADDRESS.replace('13j', '13k')}"}`,
    'address: not an address of this network: wrong checksum',
  ],
  ['beside a member nobody knows', `{"address":"${ADDRESS}","x":1}`, 'Unrecognized key'],
  ['in a list', `["${ADDRESS}"]`, 'Invalid input'],
])('an address that is %s', async (_, params, message) => {
  const { error } = JSON.parse(await call('get_nonce', params));
  expect(error).toMatchObject({ code: -32602, message: expect.stringContaining(`Invalid params: ${message}`) });
});

test('an asset is 32 bytes in hex', async () => {
  const params = (asset: string): string => `{"address":"${ADDRESS}","asset":"${asset}"}`;
  expect(await call('get_balance', params('00'.repeat(32)))).toContain('"balance":18446744073709551615');
  expect(await call('get_balance', params('00'))).toContain(
    '"code":-32602,"message":"Invalid params: asset: expected hex',
  );
});

test('a transaction is passed on as bytes', async () => {
  expect(await call('submit_transaction', '{"data":"00Ff"}')).toBe(result('true'));
  expect(submitted).toEqual([Uint8Array.of(0, 255)]);
});

test.each(['0', '0g', '0x00', 'zz'])('%j is no hex of a transaction', async (data) => {
  const { error } = JSON.parse(await call('submit_transaction', `{"data":"${data}"}`));
  expect(error).toMatchObject({ code: -32000, data: { code: 'TOS_INVALID_FORMAT', details: { what: 'hex' } } });
});

test('a broken rule is told with its numeric code', async () => {
  const details: ErrorDetails['TOS_RULE_VIOLATION'] = { code: 272, name: 'NONCE_TOO_LOW', hash: 'ab' };
  refusal = new TosError('TOS_RULE_VIOLATION', details);
  const { error } = JSON.parse(await call('submit_transaction', '{"data":"00"}'));
  expect(error).toMatchObject({
    code: -32004,
    data: {
      code: 'TOS_RULE_VIOLATION',
      error_code: 272,
      rule: '0x0110',
      remedy: 'Correct what the code names; the chain is unchanged.',
      details: { name: 'NONCE_TOO_LOW', hash: 'ab' },
    },
  });
});

test('what nobody foresaw is logged, and answered without its text', async () => {
  refusal = new Error('/home/somebody/secret');
  const text = await call('submit_transaction', '{"data":"00"}');
  expect(JSON.parse(text).error).toMatchObject({
    code: -32603,
    message: expect.stringMatching(/^Internal error\. The node's log says why/),
    data: { code: 'TOS_INTERNAL', details: {} },
  });
  expect(text).not.toContain('secret');
  expect(internal).toEqual([refusal]);
});

test.each([
  ['', -32700],
  ['{', -32700],
  ['{"jsonrpc":"2.0","id":1,"method":"get_height","params":[1.5]}', -32700],
  ['{"jsonrpc":"2.0","id":1,"id":2,"method":"get_height"}', -32700],
  [`${'['.repeat(100_000)}`, -32700],
  ['1', -32600],
  ['null', -32600],
  ['"get_height"', -32600],
  ['[]', -32600],
  ['{"id":1,"method":"get_height"}', -32600],
  ['{"jsonrpc":"1.0","id":1,"method":"get_height"}', -32600],
  ['{"jsonrpc":"2.0","id":1}', -32700],
  ['{"jsonrpc":"2.0","id":1,"method":7}', -32700],
  ['{"jsonrpc":"2.0","id":-1,"method":"get_height"}', -32700],
  ['{"jsonrpc":"2.0","id":{},"method":"get_height"}', -32700],
  ['{"jsonrpc":"2.0","id":1,"method":"get_heigth"}', -32601],
  ['{"jsonrpc":"2.0","id":1,"method":"__proto__"}', -32601],
])('%.70s has the code %d', async (body, code) => {
  expect(JSON.parse(await answer(body)).error.code).toBe(code);
});

test('an id comes back as it was, whatever its size', async () => {
  for (const id of ['0', '"a\\"b"', '18446744073709551615']) {
    expect(await answer(`{"jsonrpc":"2.0","id":${id},"method":"get_height"}`)).toBe(
      `{"jsonrpc":"2.0","id":${id},"result":0}`,
    );
  }
});

test('without an id the answer is null, unless it is an error', async () => {
  expect(await answer('{"jsonrpc":"2.0","method":"get_height"}')).toBe('null');
  expect(await answer('{"jsonrpc":"2.0","id":null,"method":"get_height"}')).toBe('null');
  expect(await answer('{"jsonrpc":"2.0","method":"x"}')).toContain('"id":null,"error":{"code":-32601');
});

test('a batch is answered in its order', async () => {
  const body = '[{"jsonrpc":"2.0","id":1,"method":"get_height"},{"jsonrpc":"2.0","method":"get_height"},5]';
  expect(JSON.parse(await answer(body))).toMatchObject([
    { id: 1, result: 0 },
    null,
    { id: null, error: { code: -32600 } },
  ]);
});

test('a batch has a limit', async () => {
  const batch = (count: number): string =>
    `[${Array.from({ length: count }, (_, id) => `{"jsonrpc":"2.0","id":${id},"method":"get_height"}`).join()}]`;
  expect(JSON.parse(await answer(batch(MAX_BATCH)))).toHaveLength(20);
  expect(JSON.parse(await answer(batch(MAX_BATCH + 1)))).toMatchObject({ id: null, error: { code: -32600 } });
});

test('an error repeats no more than a line of what was sent', async () => {
  const long = 'tst1'.padEnd(300_000, 'q');
  const bodies = [
    long,
    `"${long}"`,
    `{"${long}":`,
    `{"jsonrpc":"${long}","id":1,"method":"get_height"}`,
    `{"jsonrpc":"2.0","id":"${long}","method":"get_height"}`,
    `{"jsonrpc":"2.0","id":1,"method":"${long}"}`,
    `{"jsonrpc":"2.0","id":1,"method":"get_height","params":["${long}"]}`,
    `{"jsonrpc":"2.0","id":${long.replace(/./g, '9')},"method":"get_height"}`,
    ...['get_balance', 'get_nonce', 'submit_transaction'].flatMap((method) =>
      [
        `{"${long}":1}`,
        `["${long}"]`,
        `"${long}"`,
        `{"address":"${long}"}`,
        `{"address":"${ADDRESS}","asset":"${long}"}`,
        `{"address":${long.replace(/./g, '9')}}`,
        `{"data":"${long}"}`,
        `{"data":{"${long}":1}}`,
      ].map((params) => `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`),
    ),
  ];
  for (const body of bodies) {
    const text = await answer(body);
    expect(JSON.parse(text), body.slice(0, 90)).toHaveProperty('error');
    expect(text.length, `${body.slice(0, 90)}: ${text.slice(0, 500)}`).toBeLessThan(1000);
  }
  refusal = new TosError('TOS_INVALID_FORMAT', { what: long, reason: long });
  const text = await call('submit_transaction', '{"data":"00"}');
  expect(JSON.parse(text).error.message).toMatch(/^Invalid tst1q+.+characters … .+Encode them again/);
  expect(text.length).toBeLessThan(1500);
});

const wellFormed = fc.record(
  {
    jsonrpc: fc.oneof({ weight: 8, arbitrary: fc.constant('2.0') }, fc.jsonValue()),
    id: fc.oneof(fc.nat(), fc.string(), fc.jsonValue()),
    method: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...rpcMethods.keys()) }, fc.string()),
    params: fc.oneof(
      fc.jsonValue(),
      fc.record({ address: fc.oneof(fc.constant(ADDRESS), fc.string()), asset: fc.string() }, { requiredKeys: [] }),
      fc.record({ data: fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{0,64}$/)) }),
    ),
  },
  { requiredKeys: [] },
);

test('whatever comes in, a JSON-RPC answer goes out', async () => {
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    wellFormed.map((request) => JSON.stringify(request)),
    fc.array(wellFormed, { maxLength: MAX_BATCH + 2 }).map((batch) => JSON.stringify(batch)),
  );
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const parsed = parseExactJson(await answer(text));
      for (const one of Array.isArray(parsed) ? parsed : [parsed]) {
        if (one === null) continue;
        expect(one).toMatchObject({ jsonrpc: '2.0', id: expect.toSatisfy(isId) });
        expect(Object.keys(one).sort()).toEqual(
          'error' in one ? ['error', 'id', 'jsonrpc'] : ['id', 'jsonrpc', 'result'],
        );
        if ('error' in one) expect(one.error).toMatchObject({ code: expect.any(BigInt), message: expect.any(String) });
      }
      expect(internal).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

function isId(id: unknown): boolean {
  return id === null || typeof id === 'string' || (typeof id === 'bigint' && id >= 0n);
}

const server = createServer(dispatcher);
beforeAll(() => server.ready().then(() => undefined));
afterAll(() => server.close());

test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', ''])(
  'a body of type %j is read as JSON',
  async (type) => {
    const response = await server.inject({
      method: 'POST',
      url: '/json_rpc',
      headers: type === '' ? {} : { 'content-type': type },
      payload: '{"jsonrpc":"2.0","id":1,"method":"get_height"}',
    });
    expect([response.statusCode, response.body]).toEqual([200, result('0')]);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
  },
);

test('no body, a body that is too large, a type that is none and another place are JSON-RPC errors', async () => {
  const empty = await server.inject({ method: 'POST', url: '/json_rpc' });
  expect([empty.statusCode, empty.json().error.code]).toEqual([200, -32700]);
  const large = await server.inject({ method: 'POST', url: '/json_rpc', payload: ' '.repeat(2_200_000) });
  expect([large.statusCode, large.json().error.code]).toEqual([413, -32600]);
  const typeless = await server.inject({
    method: 'POST',
    url: '/json_rpc',
    headers: { 'content-type': 'json' },
    payload: '{}',
  });
  expect([typeless.statusCode, typeless.json().error.message]).toEqual([415, expect.stringContaining('content type')]);
  const elsewhere = await server.inject({ method: 'GET', url: '/json_rpc' });
  expect([elsewhere.statusCode, elsewhere.json().error.code]).toEqual([405, -32600]);
});

test('the largest transaction fits', async () => {
  const payload = `{"jsonrpc":"2.0","id":1,"method":"submit_transaction","params":{"data":"${'00'.repeat(1_048_576)}"}}`;
  expect((await server.inject({ method: 'POST', url: '/json_rpc', payload })).body).toBe(result('true'));
  expect(submitted[0]).toHaveLength(1_048_576);
});

test('a request that never becomes whole does not hold its connection for long', async () => {
  const { url, close } = await startRpcServer({ port: 0 }, dispatcher, new NodeEvents());
  try {
    const unfinished = [
      '',
      'POST /json_rpc HT',
      'POST /json_rpc HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{',
    ];
    const replies = unfinished.map(async (request) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('latin1');
      socket.write(request);
      return (await socket.toArray()).join('');
    });
    for (const reply of await Promise.all(replies)) expect(reply).toMatch(/^HTTP\/1.1 408 /);
  } finally {
    await close();
  }
});

test('large requests that claim all memory keep no small one out', async () => {
  const { url, close } = await startRpcServer({ port: 0 }, dispatcher, new NodeEvents());
  try {
    const port = Number(new URL(url).port);
    let refused = 0;
    for (let i = 0; i < 200; i++) {
      const socket = connect(port, '127.0.0.1').setEncoding('latin1');
      socket.on('error', () => undefined);
      socket.on('data', (text) => {
        if (String(text).startsWith('HTTP/1.1 503 ')) refused++;
      });
      socket.write('POST /json_rpc HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2162000\r\n\r\n{');
    }
    await expect.poll(() => refused).toBeGreaterThan(0);
    const body = '{"jsonrpc":"2.0","id":1,"method":"get_height"}';
    const response = await fetch(`${url}/json_rpc`, { method: 'POST', body });
    expect(await response.text()).toBe(result('0'));
  } finally {
    await close();
  }
});

test('the submissions of a batch begin together, in order, and what comes between waits for its turn', async () => {
  const order: string[] = [];
  const settle: (() => void)[] = [];
  const { context } = dispatcher;
  const submit = async (wire: Uint8Array): Promise<MempoolEntry> => {
    order.push(`begin ${wire[0]}`);
    await new Promise<void>((resolve) => settle.push(resolve));
    order.push(`end ${wire[0]}`);
    return mempoolEntry;
  };
  const head = { ...context.chain.head };
  const chain = {
    ...context.chain,
    get head() {
      order.push('read');
      return head;
    },
  };
  const submission = (n: number): string =>
    `{"jsonrpc":"2.0","id":${n},"method":"submit_transaction","params":{"data":"0${n}"}}`;
  const read = '{"jsonrpc":"2.0","id":9,"method":"get_height"}';
  const body = `[${[submission(1), submission(2), read, submission(3)].join(',')}]`;
  const answering = answerBody(body, { ...dispatcher, context: { ...context, chain, submit } });
  for (const letGo of [2, 1]) {
    while (settle.length < letGo) await new Promise((resolve) => setImmediate(resolve));
    for (const resolve of settle.splice(0)) resolve();
  }
  expect(JSON.parse(await answering).map(({ id }: { id: number }) => id)).toEqual([1, 2, 9, 3]);
  expect(order).toEqual(['begin 1', 'begin 2', 'end 1', 'end 2', 'read', 'begin 3', 'end 3']);
});

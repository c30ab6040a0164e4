import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isTosError, type TosErrorCode } from '@tos/protocol';
import { afterEach, expect, test } from 'vitest';
import { createClient } from './create-client.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A node that gives one answer to everything, and what it was asked. */
async function answering(text: string, status = 200): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const url = await serve(async (request, response) => {
    asked.push(`${request.method} ${request.url} ${(await request.setEncoding('utf8').toArray()).join('')}`);
    response.writeHead(status).end(text);
  });
  return { url, asked };
}

async function errorOf<C extends TosErrorCode>(answer: Promise<unknown>, code: C) {
  const error: unknown = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isTosError(error, code)) throw new Error(`${code} is expected, not ${String(error)}`);
  return error;
}

test('a call goes to the path of every node, and integers are exact both ways', async () => {
  const { url, asked } = await answering(
    '{"jsonrpc":"2.0","id":1,"result":{"balance":18446744073709551615,"topoheight":9007199254740993}}',
  );
  const client = createClient({ url });
  expect(client.url.href).toBe(`${url}/json_rpc`);
  const params = { address: 'tst1', topoheight: 18_446_744_073_709_551_615n };
  await client.call('get_balance_at_topoheight', params);
  expect(await client.call('get_balance', { address: 'tst1' })).toEqual({
    balance: 18_446_744_073_709_551_615n,
    topoheight: 9_007_199_254_740_993n,
  });
  expect(asked).toEqual([
    'POST /json_rpc {"jsonrpc":"2.0","id":1,"method":"get_balance_at_topoheight","params":{"address":"tst1","topoheight":18446744073709551615}}',
    'POST /json_rpc {"jsonrpc":"2.0","id":1,"method":"get_balance","params":{"address":"tst1"}}',
  ]);
});

test('a path that is given stays', async () => {
  const { url, asked } = await answering('{"jsonrpc":"2.0","id":1,"result":7}');
  expect(await createClient({ url: new URL(`${url}/behind/a/proxy`) }).call('get_height')).toBe(7n);
  expect(asked).toEqual(['POST /behind/a/proxy {"jsonrpc":"2.0","id":1,"method":"get_height"}']);
});

test('a null result is a result', async () => {
  const { url } = await answering('{"jsonrpc":"2.0","id":1,"result":null}');
  expect(await createClient({ url }).call('get_pruned_topoheight')).toBeNull();
});

test('a refused call: what the node says, the rule, and the remedy', async () => {
  const { url } = await answering(
    '{"jsonrpc":"2.0","id":1,"error":{"code":-32004,"message":"INSUFFICIENT_BALANCE (0x0300): 5 are there. Correct it","data":{"code":"TOS_RULE_VIOLATION","name":"INSUFFICIENT_BALANCE","available":"5","rule":"0x0300","error_code":768}}}',
  );
  const error = await errorOf(createClient({ url }).call('submit_transaction', { data: '00' }), 'TOS_CALL_REFUSED');
  expect(error.message).toContain('submit_transaction: INSUFFICIENT_BALANCE (0x0300): 5 are there. Correct it. ');
  expect(error.details).toEqual({
    method: 'submit_transaction',
    url: `${url}/json_rpc`,
    rpcCode: -32004,
    reason: 'TOS_RULE_VIOLATION',
    errorCode: 0x0300,
    rule: 'INSUFFICIENT_BALANCE',
    remedy: 'Correct what the code names; the chain is unchanged.',
    data: '{"name":"INSUFFICIENT_BALANCE","available":"5","rule":"0x0300"}',
  });
});

test('a refused call with the remedy of its own, with no data, and with a code of a newer node', async () => {
  const refusal = async (data: string) => {
    const { url } = await answering(`{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"${data}}}`);
    return (await errorOf(createClient({ url }).call('get_height'), 'TOS_CALL_REFUSED')).details;
  };
  expect(await refusal(',"data":{"remedy":"Use b."}')).toMatchObject({ remedy: 'Use b.', data: '{}' });
  expect(await refusal('')).toMatchObject({ rpcCode: -32601, remedy: expect.stringContaining('Correct the call') });
  expect(await refusal(',"data":{"code":"TOS_OF_TOMORROW","error_code":65000}')).toMatchObject({
    reason: 'TOS_OF_TOMORROW',
    errorCode: 65_000,
    rule: 'UNKNOWN',
  });
});

test('the message of a refusal ends with one remedy, the node’s', async () => {
  for (const message of ['no', 'no.', 'no. Use b.']) {
    const { url } = await answering(
      JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32601, message, data: { remedy: 'Use b.' } } }),
    );
    const error = await errorOf(createClient({ url }).call('get_height'), 'TOS_CALL_REFUSED');
    expect(error.message).toBe('get_height: no. Use b.');
    server!.close();
  }
});

test('what answers is no node: a page, a gateway without one, JSON of something else', async () => {
  for (const [text, status] of [
    ['<html>', 200],
    ['Bad Gateway', 502],
    ['', 503],
    ['{"ok":true}', 200],
    ['{"statusCode":503,"error":"Service Unavailable","message":"Service Unavailable"}', 503],
    ['{"error":{"code":"busy","message":"later"}}', 429],
    ['{"error":null}', 200],
    ['[]', 200],
    ['7', 404],
  ] as const) {
    const { url } = await answering(text, status);
    const error = await errorOf(createClient({ url }).call('get_height'), 'TOS_NODE_UNREACHABLE');
    expect(error.message, text).toContain(`${url}/json_rpc gives no answer: what answers there speaks no JSON-RPC`);
    expect(error.message, text).toContain(`status is ${status}`);
    server!.close();
  }
});

test('no node listens: the error names the URL and the reason', async () => {
  const url = await serve(() => undefined);
  await new Promise((resolve) => server!.close(resolve));
  const error = await errorOf(createClient({ url }).call('get_height'), 'TOS_NODE_UNREACHABLE');
  expect(error.message).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/json_rpc gives no answer: .*ECONNREFUSED/);
});

test('a connection that ends without an answer: a call that reads is made once more, others are not', async () => {
  const asked: string[] = [];
  const url = await serve(async (request, response) => {
    asked.push((await request.setEncoding('utf8').toArray()).join(''));
    if (asked.length % 2 === 1) request.socket.destroy();
    else response.end('{"jsonrpc":"2.0","id":1,"result":7}');
  });
  const client = createClient({ url });
  expect(await client.call('get_height')).toBe(7n);
  expect(asked).toEqual(new Array(2).fill('{"jsonrpc":"2.0","id":1,"method":"get_height"}'));
  asked.length = 0;
  await errorOf(client.call('dev_mine'), 'TOS_NODE_UNREACHABLE');
  expect(asked.length).toBe(1);
  asked.length = 0;
  const outcomes = await client.batch([['get_height'], ['submit_transaction', { data: '00' }]]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(asked.length).toBe(1);
});

test('lists of calls: 20 at once, answers by their ids, and each its own outcome', async () => {
  const lists: number[] = [];
  const url = await serve(async (request, response) => {
    const list: { readonly id: number; readonly method: string }[] = JSON.parse(
      (await request.setEncoding('utf8').toArray()).join(''),
    );
    lists.push(list.length);
    const answers = list.map(({ id, method }) =>
      method === 'get_height'
        ? { jsonrpc: '2.0', id, result: id }
        : { jsonrpc: '2.0', id, error: { code: -32_601, message: 'none' } },
    );
    response.end(JSON.stringify(answers.reverse().filter(({ id }) => id !== 2)));
  });
  const client = createClient({ url });
  const outcomes = await client.batch([...new Array(24).fill(['get_height']), ['get_version']]);
  expect(lists).toEqual([20, 5]);
  expect(outcomes.slice(0, 4)).toEqual([
    { status: 'fulfilled', value: 0n },
    { status: 'fulfilled', value: 1n },
    { status: 'rejected', reason: expect.objectContaining({ code: 'TOS_NODE_UNREACHABLE' }) },
    { status: 'fulfilled', value: 3n },
  ]);
  expect(outcomes.length).toBe(25);
  expect(outcomes[24]).toMatchObject({ status: 'rejected', reason: { code: 'TOS_CALL_REFUSED' } });
  expect(await client.batch([])).toEqual([]);
});

test('lists of large calls: no body is larger than a node takes, and none is left out', async () => {
  const lists: number[] = [];
  const url = await serve(async (request, response) => {
    const body = (await request.setEncoding('utf8').toArray()).join('');
    expect(Buffer.byteLength(body)).toBeLessThan(2_162_688);
    const list: { readonly id: number; readonly params: { readonly data: string } }[] = JSON.parse(body);
    lists.push(list.length);
    response.end(JSON.stringify(list.map(({ id, params }) => ({ id, result: params.data.length }))));
  });
  const sizes = [2_000_000, 5, 2_000_000, ...new Array(18).fill(160_000)];
  const calls = sizes.map((size) => ['submit_transaction', { data: '0'.repeat(size) }] as const);
  // Letters of two bytes each.
  const outcomes = await createClient({ url }).batch([
    ...calls,
    ['submit_transaction', { data: 'ä'.repeat(1_000_000) }],
  ]);
  expect(outcomes).toEqual([...sizes, 1_000_000].map((size) => ({ status: 'fulfilled', value: BigInt(size) })));
  expect(lists).toEqual([2, 1, 13, 5, 1]);
});

test('a list that is refused as a whole, and a node that goes in the middle', async () => {
  const refused = await answering('{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no lists"}}');
  expect(await createClient({ url: refused.url }).batch([['get_height'], ['get_version']])).toMatchObject(
    new Array(2).fill({ status: 'rejected', reason: { code: 'TOS_CALL_REFUSED' } }),
  );
  server!.close();
  const gone = await answering('<html>', 502);
  const outcomes = await createClient({ url: gone.url }).batch(new Array(45).fill(['get_height']));
  expect(outcomes.length).toBe(45);
  expect(outcomes[44]).toMatchObject({ status: 'rejected', reason: { code: 'TOS_NODE_UNREACHABLE' } });
  expect(gone.asked.length, 'what follows is not asked').toBe(1);
});

test('a node that never answers: the time of a call, and a signal, whose reason is thrown', async () => {
  const url = await serve(() => undefined);
  const error = await errorOf(createClient({ url, timeoutMs: 20 }).call('get_height'), 'TOS_NODE_UNREACHABLE');
  expect(error.details.reason).toBe('it has not answered within 20 ms');

  const abort = new AbortController();
  const call = createClient({ url }).call('get_height', undefined, { signal: abort.signal });
  const reason = new Error('enough');
  abort.abort(reason);
  await expect(call).rejects.toBe(reason);
  await expect(createClient({ url }).call('get_height', undefined, { signal: abort.signal })).rejects.toBe(reason);
});

test('wrong options and params are named', async () => {
  const make = (options: unknown) => () => Reflect.apply(createClient, undefined, [options]);
  expect(make(undefined)).toThrow('options is undefined');
  expect(make({ url: 'nowhere' })).toThrow('url is the text "nowhere", but must be a URL such as http://');
  expect(make({ url: 'ftp://127.0.0.1' })).toThrow('url is');
  expect(make({ url: 'http://127.0.0.1', timeoutMs: 0 })).toThrow('timeoutMs is the number 0');
  const client = createClient({ url: 'http://127.0.0.1:1' });
  const call = (...given: unknown[]) => Reflect.apply(client.call, client, given);
  await expect(call('get_balance', 7)).rejects.toThrow('params is the number 7');
  await expect(call(7)).rejects.toThrow('method is the number 7');
  await expect(call('get_balance', { address: 1.5 })).rejects.toThrow('params.address is the number 1.5');
  await expect(Reflect.apply(client.batch, client, [7])).rejects.toThrow('calls is the number 7');
  await expect(Reflect.apply(client.batch, client, [[7]])).rejects.toThrow('calls[0] is the number 7');
  await expect(Reflect.apply(client.batch, client, [[['get_info'], [7]]])).rejects.toThrow('calls[1].method is the');
  await expect(call('get_balance', {}, { signal: 7 })).rejects.toThrow('signal is the number 7');
});

test.each([
  'http://user:secret@127.0.0.1:8080',
  'ftp://user:secret@127.0.0.1:8080',
  'http://:secret@127.0.0.1:8080/json_rpc',
  'https://secret@node.example',
])('a URL with a user or a password is refused before anything is sent, and is not shown: %s', (url) => {
  for (const given of [url, new URL(url)]) {
    let message = '';
    try {
      createClient({ url: given });
    } catch (error) {
      if (!isTosError(error, 'TOS_INVALID_ARGUMENT')) throw error;
      message = error.message;
    }
    expect(message).toContain('url is a URL with a user or a password, but must be a URL without');
    expect(message).toContain('leave out what stands before the @');
    expect(message).not.toContain('secret');
  }
});

test('the fragment of a URL, which no WebSocket takes, is left out', () => {
  expect(createClient({ url: 'http://127.0.0.1:8080/#/block/5' }).url.href).toBe('http://127.0.0.1:8080/json_rpc');
});

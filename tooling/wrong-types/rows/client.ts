import * as client from '../../../packages/client/src/index.ts';
import { isTosError } from '../../../packages/protocol/src/index.ts';
import { integer, type Kind, made, object, optional, text } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

/** No node listens there: what is taken ends with this error. */
const nobody = client.createClient({ url: 'http://127.0.0.1:1' });

async function taken(result: Promise<unknown> | AsyncIterable<unknown>): Promise<void> {
  try {
    if (Symbol.asyncIterator in result) for await (const _ of result);
    else await result;
  } catch (error) {
    if (!isTosError(error, 'TOS_NODE_UNREACHABLE')) throw error;
  }
}

const from: Kind = {
  good: 5n,
  takes: (value) =>
    (typeof value === 'bigint' && value >= 0n && value < 2n ** 64n) ||
    (Number.isSafeInteger(value) && Number(value) >= 0),
};
const hash: Kind = {
  good: '00'.repeat(32),
  takes: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
};
const signal = optional(made(new AbortController().signal));
const watchOptions = optional(object({ from: optional(from), signal }));

export const rows: Rows = {
  createClient: {
    args: [object({ url: text('http://127.0.0.1:8080'), timeoutMs: optional(integer(1, 2_147_483_647)) })],
    call: (options) => client.createClient(options),
  },
  watchChain: { args: [made(nobody), watchOptions], call: (one, options) => taken(client.watchChain(one, options)) },
  watchBlocks: { args: [made(nobody), watchOptions], call: (one, options) => taken(client.watchBlocks(one, options)) },
  watchTransactions: {
    args: [made(nobody), watchOptions],
    call: (one, options) => taken(client.watchTransactions(one, options)),
  },
  waitForTransaction: {
    args: [made(nobody), object({ hash, signal })],
    call: (one, options) => taken(client.waitForTransaction(one, options)),
  },
};

export const inner: Inner = {};

import { describe, expect, test } from 'vitest';
import * as chain from '../../packages/chain/src/index.ts';
import * as client from '../../packages/client/src/index.ts';
import * as clientWallet from '../../packages/client/src/wallet/index.ts';
import * as crypto from '../../packages/crypto/src/index.ts';
import * as loadSigner from '../../packages/crypto/src/load-signer/index.ts';
import * as dataFolder from '../../packages/data-folder/src/index.ts';
import * as executor from '../../packages/executor/src/index.ts';
import * as protocol from '../../packages/protocol/src/index.ts';
import { everyValue } from '../../packages/protocol/test/every-value.ts';
import * as runtime from '../../packages/runtime/src/index.ts';
import * as state from '../../packages/state/src/index.ts';
import * as classicLevel from '../../packages/storage-level/src/classic/index.ts';
import * as level from '../../packages/storage-level/src/index.ts';
import * as lmdb from '../../packages/storage-lmdb/src/index.ts';
import * as sqlite from '../../packages/storage-sqlite/src/index.ts';
import * as tasks from '../../packages/tasks/src/index.ts';
import * as transaction from '../../packages/transaction/src/index.ts';
import * as transactionJson from '../../packages/transaction/src/json/index.ts';
import * as views from '../../packages/transaction/src/views/index.ts';
import { type Kind, wrongs } from './kinds.ts';
import type { Inner, Row, Rows } from './row.ts';
import * as ofChain from './rows/chain.ts';
import * as ofClient from './rows/client.ts';
import * as ofClientWallet from './rows/client-wallet.ts';
import * as ofCrypto from './rows/crypto.ts';
import * as ofExecutor from './rows/executor.ts';
import { ofClassicLevel, ofDataFolder, ofLevel, ofLmdb, ofSqlite } from './rows/folders.ts';
import * as ofProtocol from './rows/protocol.ts';
import * as ofRuntime from './rows/runtime.ts';
import * as ofState from './rows/state.ts';
import * as ofTasks from './rows/tasks.ts';
import * as ofTransaction from './rows/transaction.ts';

// A caller in plain JavaScript, or with a cast, may pass a value of another type. Each public function of each package must refuse it with a
// TosError, never with an error of the engine or a wrong answer. A new export without a row fails here.
const packages: Readonly<Record<string, { readonly door: object; readonly rows: Rows; readonly inner: Inner }>> = {
  protocol: { door: protocol, ...ofProtocol },
  crypto: { door: crypto, ...ofCrypto },
  'crypto/load-signer': { door: loadSigner, ...ofCrypto.ofLoadSigner },
  transaction: { door: transaction, ...ofTransaction },
  'transaction/json': { door: transactionJson, ...ofTransaction.ofJson },
  'transaction/views': { door: views, ...ofTransaction.ofViews },
  state: { door: state, ...ofState },
  runtime: { door: runtime, ...ofRuntime },
  tasks: { door: tasks, ...ofTasks },
  executor: { door: executor, ...ofExecutor },
  chain: { door: chain, ...ofChain },
  client: { door: client, ...ofClient },
  'client/wallet': { door: clientWallet, ...ofClientWallet },
  'data-folder': { door: dataFolder, ...ofDataFolder },
  'storage-level': { door: level, ...ofLevel },
  'storage-level/classic': { door: classicLevel, ...ofClassicLevel },
  'storage-lmdb': { door: lmdb, ...ofLmdb },
  'storage-sqlite': { door: sqlite, ...ofSqlite },
};

/** The functions of a front door, and the constructors and methods of its classes. */
function callables(door: object): string[] {
  return Object.entries(door).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'function') return [];
    if (!/^class\b/.test(Function.prototype.toString.call(value))) return [name];
    const methods = Object.entries(Object.getOwnPropertyDescriptors(value.prototype))
      .filter(([method, { value: body }]) => typeof body === 'function' && method !== 'constructor')
      .map(([method]) => method);
    const statics = Object.entries(Object.getOwnPropertyDescriptors(value))
      .filter(([, { value: body }]) => typeof body === 'function')
      .map(([method]) => method);
    return [name, ...[...methods, ...statics].map((method) => `${name}.${method}`)];
  });
}

function isListed(name: string, inner: Inner): boolean {
  return Object.keys(inner).some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));
}

/** Runs a call, and reads an iteration that it returns to its end. */
async function settle(row: Row, args: readonly unknown[]): Promise<unknown> {
  const result = await row.call(...args);
  if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
    const items = result as AsyncIterable<unknown>;
    for await (const _ of items);
  }
  return result;
}

/** All wrong values but two that throw errors of the caller's own: an object with a throwing getter, and a revoked proxy. */
const { proxy: _proxy, 'named by a getter': _getter, ...values } = everyValue;

const goodOf = (args: readonly Kind[]): unknown[] => args.map(({ good }) => good);

describe.each(Object.entries(packages))('@tos/%s', (_name, { door, rows, inner }) => {
  test('every public function has a row here, or a reason to have none', () => {
    expect(callables(door).filter((name) => !(name in rows) && !isListed(name, inner))).toEqual([]);
  });

  test.each(Object.entries(rows))('%s', async (name, row) => {
    await settle(row, goodOf(row.args));
    const wrong: string[] = [];
    for (const [place, kind] of row.args.entries()) {
      for (const [what, value] of wrongs(kind, `argument ${place}`, values)) {
        try {
          await settle(row, goodOf(row.args).with(place, value));
          wrong.push(`${name}, ${what}: taken`);
        } catch (error) {
          if (protocol.isTosError(error) && error.code !== 'TOS_INTERNAL') continue;
          wrong.push(`${name}, ${what}: ${String(error).slice(0, 200)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

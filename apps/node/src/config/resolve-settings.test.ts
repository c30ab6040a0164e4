import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTosError } from '@tos/protocol';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { devSettings } from '../cli/dev-options.ts';
import type { ConfigFile } from './config-file.ts';
import { type ResolvedSettings, resolveSettings } from './resolve-settings.ts';
import { keyOf, variableOf } from './setting-names.ts';

interface Given {
  readonly flags?: { readonly [name: string]: unknown };
  readonly environment?: NodeJS.ProcessEnv;
  readonly toml?: string;
}

function resolve({ flags = {}, environment = {}, toml }: Given): ResolvedSettings {
  const file: ConfigFile | undefined =
    toml === undefined
      ? undefined
      : { path: 'f.toml', values: new Map(Object.entries(parse(toml))), placeOf: () => 'f.toml:1' };
  return resolveSettings(devSettings, { flags: new Map(Object.entries(flags)), environment, file });
}

function refusalOf(given: Given): string {
  try {
    resolve(given);
  } catch (error) {
    if (isTosError(error, 'TOS_INVALID_CONFIG')) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

const names = Object.keys(devSettings);

/** A value of each setting that is not its default, as text. */
const others: { readonly [name: string]: string } = {
  datadir: '/elsewhere',
  storage: 'level',
  keepHistory: '500',
  executor: 'sequential',
  parallelThreshold: '9',
  workers: '3',
  verifyParallel: 'true',
  blockTime: '250ms',
  load: '7',
  loadAccounts: '20',
  accounts: '12',
  balance: '5',
  genesis: 'genesis.json',
  reset: 'true',
  quiet: 'true',
  blocks: '9',
  json: 'out.json',
  host: '0.0.0.0',
  rpcPort: '1234',
  allowOrigin: 'https://wallet.example',
  allowHost: 'tos-node',
  metricsPort: '9100',
  readyFile: 'ready',
  logLevel: 'debug',
};

test.each(names)('%s can come from each source, and a higher one goes before a lower one', (name) => {
  const text = others[name];
  if (text === undefined) throw new Error('this test needs a value of the setting');
  const value = devSettings[name as keyof typeof devSettings].schema.parse(text);
  expect(value).not.toBeNull();
  const environment = { [variableOf(name)]: text };
  const toml = `${keyOf(name)} = ${JSON.stringify(text)}`;
  const origin = (given: Given): unknown[] => [resolve(given).values.get(name), resolve(given).origins.get(name)];
  expect(origin({ toml })).toEqual([value, 'f.toml:1']);
  expect(origin({ toml, environment })).toEqual([value, variableOf(name)]);
  expect(origin({ toml, environment, flags: { [name]: value } })).toEqual([value, `--${keyOf(name)}`]);
  expect(resolve({}).origins.get(name)).toBeUndefined();
  expect(resolve({}).values.get(name)).not.toEqual(value);
  // An empty variable is none.
  expect(resolve({ environment: { [variableOf(name)]: '' } })).toEqual(resolve({}));
});

test('names that settings exclude are names of settings', () => {
  for (const { excludes = [] } of Object.values(devSettings))
    expect(names).toEqual(expect.arrayContaining([...excludes]));
});

test('numbers and switches of the file are TOML’s own', () => {
  const { values } = resolve({ toml: 'workers = 2\nblock-time = 0.5\nverify-parallel = true' });
  expect([values.get('workers'), values.get('blockTime'), values.get('verifyParallel')]).toEqual([
    2,
    { mode: 'needed', ms: 500 },
    true,
  ]);
});

test('a list is text with commas, or an array of the file', () => {
  const { values } = resolve({ toml: 'allow-host = ["a", "b"]\nallow-origin = "http://c, http://d"' });
  expect([values.get('allowHost'), values.get('allowOrigin')]).toEqual([
    ['a', 'b'],
    ['http://c', 'http://d'],
  ]);
});

test('a default may depend on a given value', () => {
  expect(resolve({}).values.get('blockTime')).toEqual({ mode: 'needed', ms: 1000 });
  expect(resolve({ environment: { TOS_LOAD: '5' } }).values.get('blockTime')).toEqual({ mode: 'needed', ms: 0 });
});

test.each([
  [{ environment: { TOS_WORKERS: '65' } }, 'TOS_WORKERS: "65" is not accepted. Give a whole number from 0 to 64.'],
  [{ toml: 'workers = -1' }, 'f.toml:1: workers: -1 is not accepted. Give a whole number from 0 to 64.'],
  [{ toml: 'workers = [2]' }, 'f.toml:1: workers: [2] is not accepted. Give a whole number from 0 to 64.'],
  [{ toml: 'workers = nan' }, 'f.toml:1: workers: NaN is not accepted.'],
  [{ toml: 'datadir = 5' }, 'f.toml:1: datadir: 5 is not accepted. Give a text.'],
  [{ toml: 'verify-parallel = "yes"' }, 'f.toml:1: verify-parallel: "yes" is not accepted. Give true or false.'],
  [{ toml: 'log-level = 1979-05-27' }, 'f.toml:1: log-level: "1979-05-27" is not accepted. Give one of silent, error,'],
  // A flag goes before it, and it is wrong all the same.
  [{ environment: { TOS_LOAD: 'x' }, flags: { load: 1 } }, 'TOS_LOAD: "x" is not accepted.'],
  [{ environment: { TOS_WORKER: '2' } }, 'TOS_WORKER: there is no such setting. Did you mean TOS_WORKERS?'],
  [{ environment: { TOS_CONFG: 'x' } }, 'TOS_CONFG: there is no such setting. Did you mean TOS_CONFIG?'],
  [{ environment: { TOS_PORT: '8080' } }, 'TOS_PORT: there is no such setting.'],
  [{ environment: { TOS_QWERTZUIOP: '' } }, 'TOS_QWERTZUIOP: there is no such setting. See: tos-node config.'],
  [{ toml: 'block_time = 1' }, 'f.toml:1: block_time: there is no such setting. Did you mean block-time?'],
  [{ toml: 'config = "x"' }, 'f.toml:1: config: there is no such setting.'],
  [{ toml: '[node]\nworkers = 1' }, 'f.toml:1: node: there is no such setting.'],
  [{ toml: '"__proto__" = 1' }, 'f.toml:1: __proto__: there is no such setting.'],
  [
    { toml: 'executor = "auto"', environment: { TOS_VERIFY_PARALLEL: 'true' } },
    'TOS_VERIFY_PARALLEL: it cannot be used with f.toml:1: executor; take one of the two.',
  ],
] as const)('%j is refused', (given, message) => {
  expect(refusalOf(given)).toContain(message);
});

test('a switch that is off excludes nothing', () => {
  const { values } = resolve({
    toml: 'executor = "parallel"\nverify-parallel = true',
    flags: { verifyParallel: false },
  });
  expect([values.get('executor'), values.get('verifyParallel')]).toEqual(['parallel', false]);
});

/** The sources below a folder. */
function* sourcesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && /\.(ts|mjs)$/.test(path)) yield path;
    if (entry.isDirectory() && !['node_modules', 'dist'].includes(entry.name)) yield* sourcesIn(path);
  }
}

test('the variables of the tests and benchmarks of this repository do not concern a node', () => {
  const root = new URL('../../../../', import.meta.url).pathname;
  const sources = ['packages', 'apps', 'tooling'].flatMap((room) => [...sourcesIn(join(root, room))]);
  const read = new Set<string>();
  for (const path of [...sources, join(root, 'vitest.config.ts')]) {
    for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/process\.env(?:\.|\[')(TOS_\w+)/g)) read.add(name);
  }
  expect(read.size).toBeGreaterThan(10);
  for (const name of read) expect(() => resolve({ environment: { [name]: '1' } }), name).not.toThrow();
});

test('what Kubernetes adds for services is no setting', () => {
  const environment = {
    TOS_SERVICE_HOST: '10.0.0.7',
    TOS_NODE_SERVICE_HOST: '10.0.0.7',
    TOS_NODE_SERVICE_PORT: '8080',
    TOS_NODE_SERVICE_PORT_RPC: '8080',
    TOS_NODE_PORT: 'tcp://10.0.0.7:8080',
    TOS_NODE_PORT_8080_TCP: 'tcp://10.0.0.7:8080',
    TOS_NODE_PORT_8080_TCP_PROTO: 'tcp',
    TOS_NODE_PORT_8080_TCP_PORT: '8080',
    TOS_NODE_PORT_8080_TCP_ADDR: '10.0.0.7',
  };
  expect(resolve({ environment })).toEqual(resolve({}));
});

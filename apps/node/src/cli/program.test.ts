import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import type { AccountsRequest } from './accounts-command.ts';
import type { ConfigRequest } from './config-command.ts';
import type { DbRequest } from './db-options.ts';
import type { DevOptions } from './dev-options.ts';
import { createProgram } from './program.ts';
import type { ReplayRequest } from './replay-options.ts';
import type { WalletRequest } from './wallet-command.ts';

interface Outcome {
  readonly options: DevOptions | undefined;
  readonly request: DbRequest | ReplayRequest | ConfigRequest | AccountsRequest | WalletRequest | undefined;
  readonly error: unknown;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Outcome> {
  return runIn({}, ...args);
}

async function runIn(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
  let options: DevOptions | undefined;
  let request: DbRequest | ReplayRequest | ConfigRequest | AccountsRequest | WalletRequest | undefined;
  let stderr = '';
  const keep = (text: string): void => {
    stderr += text;
  };
  try {
    const program = createProgram(
      {
        dev: async (given) => {
          options = given;
        },
        db: async (given) => {
          request = given;
        },
        replay: async (given) => {
          request = given;
        },
        accounts: async (given) => {
          request = given;
        },
        config: async (given) => {
          request = given;
        },
        wallet: async (given) => {
          request = given;
        },
      },
      { stdout: { write: () => undefined }, stderr: { write: keep }, environment },
    );
    await program.parseAsync(['node', 'tos-node', ...args]);
    return { options, request, error: undefined, stderr };
  } catch (error) {
    return { options, request, error, stderr };
  }
}

test('dev without flags is a devnet with a block a second', async () => {
  const { options } = await run('dev');
  expect(options).toMatchObject({
    datadir: '.tos/devnet',
    executor: 'auto',
    verifyParallel: false,
    parallelThreshold: 4,
    blockTime: { mode: 'needed', ms: 1000 },
    load: 0,
    loadAccounts: 1000,
    rpcPort: 8080,
    logLevel: 'warn',
  });
  expect(options?.blocks).toBeUndefined();
});

test('under load blocks follow each other at once, unless a time is given', async () => {
  expect((await run('dev', '--load', '10')).options?.blockTime).toEqual({ mode: 'needed', ms: 0 });
  const { options } = await run('dev', '--load', '10', '--block-time', '250ms');
  expect(options?.blockTime).toEqual({ mode: 'needed', ms: 250 });
});

test('a list goes on where its flag is given again', async () => {
  const { options } = await run(
    'dev',
    '--allow-host',
    'a,B',
    '--allow-origin',
    'https://a.example',
    '--allow-host',
    'c',
  );
  expect([options?.allowHost, options?.allowOrigin]).toEqual([['a', 'b', 'c'], ['https://a.example']]);
  const environment = { TOS_ALLOW_HOST: 'x, y' };
  expect((await runIn(environment, 'dev')).options?.allowHost).toEqual(['x', 'y']);
  // A flag goes before the environment, as for every setting.
  expect((await runIn(environment, 'dev', '--allow-host', 'c')).options?.allowHost).toEqual(['c']);
});

test('replay takes a report, and as many workers as it names unless told', async () => {
  expect((await run('replay', 'x.json')).request).toEqual({ file: 'x.json' });
  expect((await run('replay', 'x.json', '--workers', '0')).request).toEqual({ file: 'x.json', workers: 0 });
});

test('verify-parallel says itself which executors run', async () => {
  expect((await run('dev', '--verify-parallel', '--workers', '3')).options).toMatchObject({
    verifyParallel: true,
    workers: 3,
  });
});

test('a switch of the environment is turned off by its flag', async () => {
  const environment = { TOS_VERIFY_PARALLEL: 'true' };
  expect((await runIn(environment, 'dev')).options?.verifyParallel).toBe(true);
  expect((await runIn(environment, 'dev', '--no-verify-parallel')).options?.verifyParallel).toBe(false);
});

test('db commands take the data directory and its storage from where dev takes them', async () => {
  const environment = { TOS_DATADIR: '/var/lib/tos', TOS_STORAGE: 'sqlite', TOS_LOAD: '5' };
  const place = { datadir: '/var/lib/tos', storage: 'sqlite' };
  expect((await runIn(environment, 'db', 'stats')).request).toEqual({ command: 'stats', ...place });
  const { request } = await runIn(environment, 'db', 'verify', '--datadir', 'x');
  expect(request).toEqual({ command: 'verify', ...place, datadir: 'x' });
  const { error } = await runIn({ TOS_STORAGE: 'memory' }, 'db', 'stats');
  expect(error).toMatchObject({ code: 'TOS_INVALID_CONFIG', message: expect.stringMatching(/^TOS_STORAGE: "memory"/) });
});

test('config takes the flags of dev, and an own --json', async () => {
  const { request } = await runIn({ TOS_JSON: 'out.json' }, 'config', '--workers', '2', '--json');
  if (request === undefined || !('configuration' in request)) throw new Error('no request of config');
  expect(request.isJson).toBe(true);
  expect(request.configuration.values.get('workers')).toBe(2);
  expect(Object.fromEntries(request.configuration.origins)).toEqual({ workers: '--workers', json: 'TOS_JSON' });
});

test.each([
  [['stats'], { command: 'stats', datadir: '.tos/devnet' }],
  [['verify', '--datadir', 'x', '--storage', 'sqlite'], { command: 'verify', datadir: 'x', storage: 'sqlite' }],
  [['export', 'f', '--at', '12'], { command: 'export', file: 'f', at: 12 }],
  [['import', 'f', '--storage', 'lmdb'], { command: 'import', file: 'f', storage: 'lmdb' }],
  [['migrate', '--to', 'sqlite', 'new'], { command: 'migrate', to: 'sqlite', target: 'new' }],
  [['prune', '--below', '12'], { command: 'prune', until: { below: 12 }, datadir: '.tos/devnet' }],
  [['prune', '--keep', '240'], { command: 'prune', until: { keep: 240 } }],
])('db %j', async (args, expected) => {
  const { request, stderr } = await run('db', ...args);
  expect(request).toMatchObject(expected);
  expect(stderr).toBe('');
});

test.each([
  [['dev', '--lod', '5'], "error: unknown option '--lod' (Did you mean --load?) See: tos-node dev --help\n"],
  [['dev', 'now'], "error: too many arguments for 'dev'. Expected 0 arguments but got 1. See: tos-node dev --help\n"],
  [['dve'], "error: unknown command 'dve' (Did you mean dev?) See: tos-node dev --help\n"],
  [['dev', '--blocks'], "error: option '--blocks <n>' argument missing. See: tos-node dev --help\n"],
  [
    ['dev', '--workers', '65'],
    "error: option '--workers <n>' argument '65' is invalid. Give a whole number from 0 to 64. See: tos-node dev --help\n",
  ],
  [
    ['dev', '--allow-host', 'a', '--allow-host', 'b:80'],
    "error: option '--allow-host <names>' argument 'b:80' is invalid. Give names without scheme and port, such as tos-node or node.example; several are separated by commas. See: tos-node dev --help\n",
  ],
  [
    ['dev', '--executor', 'fast'],
    "error: option '--executor <kind>' argument 'fast' is invalid. Give one of auto, parallel, sequential. See: tos-node dev --help\n",
  ],
  [['replay'], "error: missing required argument 'file'. See: tos-node replay --help\n"],
  [['db', 'stat'], "error: unknown command 'stat' (Did you mean stats?) See: tos-node db --help\n"],
  [['db', 'export'], "error: missing required argument 'file'. See: tos-node db --help\n"],
  [
    ['db', 'verify', '--storage', 'memory'],
    "error: option '--storage <kind>' argument 'memory' is invalid. Give lmdb, sqlite, level, or the path or package of a module, which must be there. See: tos-node db --help\n",
  ],
  [['db', 'prune'], 'error: give --below <topoheight> or --keep <blocks>. See: tos-node db --help\n'],
  [
    ['db', 'prune', '--keep', '239'],
    "error: option '--keep <blocks>' argument '239' is invalid. Give a whole number from 240 to 9007199254740991. See: tos-node db --help\n",
  ],
  [
    ['db', 'prune', '--keep', '240', '--below', '1'],
    "error: option '--below <topoheight>' cannot be used with option '--keep <blocks>'. See: tos-node db --help\n",
  ],
  [['db', 'migrate', 'x'], "error: required option '--to <kind>' not specified. See: tos-node db --help\n"],
])('%j is refused in one line', async (args, line) => {
  const { options, request, error, stderr } = await run(...args);
  expect([options, request]).toEqual([undefined, undefined]);
  expect(error).toBeInstanceOf(CommanderError);
  expect(stderr).toBe(line);
});

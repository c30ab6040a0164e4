import type { ExecutionMode } from '@tos/executor';
import { COIN, MAX_BLOCK_TRANSACTIONS, MAXIMUM_SUPPLY, networks, PRUNE_SAFETY_LIMIT } from '@tos/protocol';
import { type BlockTime, blockTimeText } from '../blocks/block-time.ts';
import type { Settings } from '../config/setting.ts';
import { blockTimeValue } from '../config/values/block-time-value.ts';
import { hostNamesValue } from '../config/values/host-names-value.ts';
import { ipAddress } from '../config/values/ip-address.ts';
import { oneOf } from '../config/values/one-of.ts';
import { originsValue } from '../config/values/origins-value.ts';
import { storageValue } from '../config/values/storage-value.ts';
import { switchValue } from '../config/values/switch-value.ts';
import { text } from '../config/values/text.ts';
import { wholeNumber } from '../config/values/whole-number.ts';
import { type StorageKind, storageKinds } from '../storage/storage-kind.ts';

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;

const executors = ['auto', 'parallel', 'sequential'] as const satisfies readonly ExecutionMode[];

/** What `tos-node dev` was asked to do. Times are in milliseconds. */
export interface DevOptions {
  readonly datadir: string;
  /** The storage for the chain; when absent the one that has the chain, or LMDB for a new chain. */
  readonly storage?: StorageKind;
  /** The newest blocks whose records keep their history while the node runs; all when absent. */
  readonly keepHistory?: number;
  readonly executor: ExecutionMode;
  /** With fewer transactions the executor `auto` executes a block sequentially. */
  readonly parallelThreshold: number;
  /** Threads besides the main one; the executor's own default when absent. */
  readonly workers?: number;
  /** Whether both executors execute every block, and the node stops at the first difference. */
  readonly verifyParallel: boolean;
  readonly blockTime: BlockTime;
  /** Transfers per block that this process signs itself; 0 for none. */
  readonly load: number;
  readonly loadAccounts: number;
  /** Accounts for people that a new devnet funds; 10 when absent. */
  readonly accounts?: number;
  /** What each of these accounts gets, in TOS; 1,000,000 when absent. */
  readonly balance?: number;
  /** A genesis file for a new chain. */
  readonly genesis?: string;
  /** Whether the chain that is there is deleted. */
  readonly reset: boolean;
  /** Number of blocks of this run; when absent the node runs until a signal. */
  readonly blocks?: number;
  readonly json?: string;
  /** The address on which calls and metrics are served. */
  readonly host: string;
  readonly rpcPort: number;
  /** Origins of web pages that may call, besides those that always may. */
  readonly allowOrigin?: readonly string[];
  /** Names of this node's host in small letters, besides `localhost` and IP addresses. */
  readonly allowHost?: readonly string[];
  /** The port of the metrics; without one there are none. */
  readonly metricsPort?: number;
  readonly readyFile?: string;
  /** Whether stdout stays empty. */
  readonly quiet: boolean;
  readonly logLevel: (typeof logLevels)[number];
}

/** Where blocks are executed unless a setting says otherwise is a matter of the network. */
const network = networks.devnet;
/** The largest threshold: a block has no more transactions. */
const LARGEST_THRESHOLD = MAX_BLOCK_TRANSACTIONS;
const DEFAULT_BLOCK_TIME_MS = 1000;
/** The most transfers per block. A block of 1.25 MiB holds 4,964: 232 bytes each, and 32 for the hash in the header. */
const LARGEST_LOAD = 4900;
/** The most load accounts: with 1,000 TOS each they stay far below the maximum supply of 184,000,000 TOS. */
const MOST_LOAD_ACCOUNTS = 10_000;

/** The most accounts for people: their keys are in the ready file, and each takes half a millisecond. */
const MOST_ACCOUNTS = 1000;

/** The settings of `tos-node dev`, in the order in which help shows them. */
export const devSettings: Settings<DevOptions> = {
  datadir: {
    argument: '<folder>',
    help: 'folder of the chain; made when missing',
    schema: text,
    default: '.tos/devnet',
  },
  storage: {
    argument: '<kind>',
    help: `where the chain is stored: ${storageKinds.join(', ')}, or a module with createStorage; memory forgets it, sqlite is installed on first use`,
    schema: storageValue(storageKinds),
    defaultText: 'the one that has the chain, else lmdb',
  },
  keepHistory: {
    argument: '<blocks>',
    help: `blocks whose records keep their history, ${PRUNE_SAFETY_LIMIT} or more; older history is forgotten while the node runs, blocks stay`,
    schema: wholeNumber(PRUNE_SAFETY_LIMIT, Number.MAX_SAFE_INTEGER),
    defaultText: 'all',
  },
  executor: {
    argument: '<kind>',
    help: `how blocks are executed: ${executors.join(', ')}`,
    schema: oneOf(executors),
    default: network.parallelByDefault ? 'auto' : 'sequential',
  },
  parallelThreshold: {
    argument: '<n>',
    help: `transactions from which auto executes a block in parallel, 0 to ${LARGEST_THRESHOLD}`,
    schema: wholeNumber(0, LARGEST_THRESHOLD),
    default: network.parallelThreshold,
  },
  workers: {
    argument: '<n>',
    help: 'threads besides the main one, 0 to 64',
    schema: wholeNumber(0, 64),
    defaultText: 'cores - 1',
  },
  verifyParallel: {
    help: 'execute every block sequentially and in parallel; stop at the first difference',
    schema: switchValue,
    default: false,
    defaultText: 'off',
    excludes: ['executor'],
  },
  blockTime: {
    argument: '<time>',
    help: 'when blocks are made: 1s or 500ms when there are transactions, at most one per that time (0: at once), and an empty one every 10 s; every-5s one per that time, empty or not; manual only by dev_mine',
    schema: blockTimeValue,
    default: (given) => ({ mode: 'needed', ms: Number(given('load') ?? 0) > 0 ? 0 : DEFAULT_BLOCK_TIME_MS }),
    defaultText: '1s; 0 with --load',
    show: blockTimeText,
  },
  load: {
    argument: '<n>',
    help: `sign n transfers for every block, 0 to ${LARGEST_LOAD}`,
    schema: wholeNumber(0, LARGEST_LOAD),
    default: 0,
    defaultText: '0, off',
  },
  loadAccounts: {
    argument: '<n>',
    help: `accounts that --load sends from and to, 2 to ${MOST_LOAD_ACCOUNTS}`,
    schema: wholeNumber(2, MOST_LOAD_ACCOUNTS),
    default: 1000,
  },
  accounts: {
    argument: '<n>',
    help: `accounts for people that a new devnet funds, 1 to ${MOST_ACCOUNTS}`,
    schema: wholeNumber(1, MOST_ACCOUNTS),
    defaultText: '10',
  },
  balance: {
    argument: '<tos>',
    help: 'what each of them gets, in whole TOS',
    schema: wholeNumber(1, Number(MAXIMUM_SUPPLY / COIN)),
    defaultText: '1000000',
  },
  genesis: {
    argument: '<file>',
    help: 'genesis file for a new chain',
    schema: text,
    defaultText: 'none, one of its own',
    excludes: ['accounts', 'balance'],
  },
  reset: {
    help: 'delete the chain in the datadir and begin anew',
    schema: switchValue,
    default: false,
    defaultText: 'off',
  },
  blocks: { argument: '<n>', help: 'stop after n blocks of this run', schema: wholeNumber(1, 1_000_000_000) },
  json: { argument: '<file>', help: 'write the summary of this run as JSON when it ends', schema: text },
  host: {
    argument: '<address>',
    help: 'address on which JSON-RPC and metrics are served; 0.0.0.0 takes calls from everywhere',
    schema: ipAddress,
    default: '127.0.0.1',
  },
  rpcPort: {
    argument: '<port>',
    help: 'JSON-RPC port; 0 takes any free one',
    schema: wholeNumber(0, 65_535),
    default: 8080,
  },
  allowOrigin: {
    argument: '<origins>',
    help: 'web pages that may call, such as https://wallet.example; several with commas, or the flag again',
    schema: originsValue,
  },
  allowHost: {
    argument: '<names>',
    help: 'names of this host by which it is called, such as tos-node; several with commas, or the flag again',
    schema: hostNamesValue,
  },
  metricsPort: {
    argument: '<port>',
    help: 'port for Prometheus; 0 takes any free one',
    schema: wholeNumber(0, 65_535),
    defaultText: 'none, off',
  },
  readyFile: {
    argument: '<file>',
    help: 'write {"rpcUrl","pid","accounts"} as JSON once the node answers',
    schema: text,
  },
  quiet: { help: 'print nothing on stdout', schema: switchValue, default: false, defaultText: 'off' },
  logLevel: {
    argument: '<level>',
    help: `diagnostics on stderr: ${logLevels.join(', ')}`,
    schema: oneOf(logLevels),
    default: 'warn',
  },
};

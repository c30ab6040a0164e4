import type { ExecutionMode } from '@tos/executor';
import { Option } from 'commander';
import { type StorageKind, storageKinds } from '../storage/storage-kind.ts';
import { storageOf } from './parse-storage.ts';
import { milliseconds, wholeNumber } from './parse-values.ts';

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** What `tos-node dev` was asked to do. Times are in milliseconds. */
export interface DevOptions {
  readonly datadir: string;
  /** The storage for the chain; when absent the one that has the chain, or LMDB for a new chain. */
  readonly storage?: StorageKind;
  readonly executor: ExecutionMode;
  /** Threads besides the main one; the executor's own default when absent. */
  readonly workers?: number;
  /** Whether both executors execute every block, and the node stops at the first difference. */
  readonly verifyParallel: boolean;
  /** Time between blocks; with 0 a block is made as soon as there is a transaction. */
  readonly blockTime: number;
  /** Transfers per block that this process signs itself; 0 for none. */
  readonly load: number;
  readonly loadAccounts: number;
  /** Number of blocks of this run; when absent the node runs until a signal. */
  readonly blocks?: number;
  readonly json?: string;
  readonly rpcPort: number;
  readonly readyFile?: string;
  readonly logLevel: (typeof logLevels)[number];
}

/** The options as commander returns them. The block time may be absent: its default depends on the load. */
export type ParsedDevOptions = Omit<DevOptions, 'blockTime'> & { readonly blockTime?: number };

const DEFAULT_BLOCK_TIME_MS = 1000;
/** The most transfers per block. A block of 1.25 MiB holds 4,964: 232 bytes each, and 32 for the hash in the header. */
const LARGEST_LOAD = 4900;
/** The most load accounts: with 1,000 TOS each they stay far below the maximum supply of 184,000,000 TOS. */
const MOST_LOAD_ACCOUNTS = 10_000;

/** The flags of `tos-node dev`, in the order in which help shows them. */
export function devFlags(): Option[] {
  return [
    new Option('--datadir <folder>', 'folder of the chain; made when missing').default('.tos/devnet'),
    new Option(
      '--storage <kind>',
      `where the chain is stored: ${storageKinds.join(', ')}, or a module with createStorage; memory forgets it, sqlite is installed on first use`,
    )
      .argParser(storageOf(storageKinds))
      .default(undefined, 'the one that has the chain, else lmdb'),
    new Option('--executor <kind>', 'how blocks are executed')
      .choices(['auto', 'parallel', 'sequential'])
      .default('auto'),
    new Option('--workers <n>', 'threads besides the main one, 0 to 64')
      .argParser(wholeNumber(0, 64))
      .default(undefined, 'cores - 1'),
    new Option('--verify-parallel', 'execute every block sequentially and in parallel; stop at the first difference')
      .default(false, 'off')
      .conflicts('executor'),
    new Option(
      '--block-time <time>',
      'time between blocks: 1, 0.5s, 500ms; 0 makes a block as soon as there is a transaction',
    )
      .argParser(milliseconds)
      .default(undefined, '1s; 0 with --load'),
    new Option('--load <n>', `sign n transfers for every block, 0 to ${LARGEST_LOAD}`)
      .argParser(wholeNumber(0, LARGEST_LOAD))
      .default(0, '0, off'),
    new Option('--load-accounts <n>', `accounts that --load sends from and to, 2 to ${MOST_LOAD_ACCOUNTS}`)
      .argParser(wholeNumber(2, MOST_LOAD_ACCOUNTS))
      .default(1000),
    new Option('--blocks <n>', 'stop after n blocks of this run').argParser(wholeNumber(1, 1_000_000_000)),
    new Option('--json <file>', 'write the summary of this run as JSON when it ends'),
    new Option('--rpc-port <port>', 'JSON-RPC port on 127.0.0.1; 0 takes any free one')
      .argParser(wholeNumber(0, 65_535))
      .default(8080),
    new Option('--ready-file <file>', 'write {"rpcUrl","pid"} as JSON once the node answers'),
    new Option('--log-level <level>', 'diagnostics on stderr').choices(logLevels).default('warn'),
  ];
}

export function completeDevOptions(parsed: ParsedDevOptions): DevOptions {
  return { ...parsed, blockTime: parsed.blockTime ?? (parsed.load > 0 ? 0 : DEFAULT_BLOCK_TIME_MS) };
}

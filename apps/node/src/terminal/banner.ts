import { bytesToHex } from '@noble/hashes/utils.js';
import { encodeAddress } from '@tos/crypto';
import { defaultWorkers } from '@tos/executor';
import { COIN, networks } from '@tos/protocol';
import { devAccounts, keyPairOf, privateKeyOf } from '../accounts/dev-accounts.ts';
import type { DevOptions } from '../cli/dev-options.ts';
import { divergencesFolder } from '../divergence/keep-divergence.ts';
import { nodeVersion } from '../process/node-version.ts';
import type { StorageKind } from '../storage/storage-kind.ts';
import { formatInteger } from './format.ts';
import { liveLegend } from './live-line.ts';
import type { Style } from './style.ts';

export interface BannerFacts {
  readonly options: DevOptions;
  readonly storage: StorageKind;
  /** Whether the storage keeps the chain after the end of the run. */
  readonly isKept: boolean;
  readonly isNew: boolean;
  readonly height: number;
  readonly rpcUrl: string;
  /** Undefined where no metrics are served. */
  readonly metricsUrl: string | undefined;
  readonly signingThreads: number;
}

/** The lines that a node prints before its first block: which accounts have coins, how the node runs, and where to call it. */
export function bannerLines(facts: BannerFacts, style: Style): string[] {
  const { options, storage, isNew, height } = facts;
  const funds = `${formatInteger(devAccounts.funds / COIN)} TOS`;
  return [
    `${style.bold(`TOS devnet ${nodeVersion}`)}  ${options.datadir} on ${storage}, ${isNew ? 'new' : `at block ${formatInteger(height)}`}`,
    '',
    `${style.bold('Accounts')}, ${funds} each in the beginning; the first one receives the rewards`,
    style.dim(`    ${'address'.padEnd(65)}private key`),
    ...Array.from({ length: devAccounts.count }, (_, index) => accountLine(index)),
    style.bad(
      'ANYBODY KNOWS THESE KEYS. Coins of a devnet are worth nothing; never send real ones to these addresses.',
    ),
    '',
    ...settings(facts).map(([name, value]) => `${style.bold(name.padEnd(10))}${value}`),
    '',
    ...liveLegend.map((line) => style.dim(line)),
  ];
}

function settings({ options, isKept, rpcUrl, metricsUrl, signingThreads }: BannerFacts): [string, string][] {
  const { load, loadAccounts } = options;
  const rows: [string, string][] = [
    ['executor', executorSetting(options)],
    ['rhythm', rhythm(options)],
  ];
  if (load > 0) {
    const what = `signing ${formatInteger(load)} transfers per block on ${countOf(signingThreads, 'thread')}`;
    rows.push(['load', `${what}, from ${formatInteger(loadAccounts)} accounts; not counted in tx/s`]);
  }
  if (metricsUrl !== undefined) rows.push(['metrics', metricsUrl]);
  rows.push(
    ['stop', `Ctrl-C; the chain is ${isKept ? 'kept, the same command continues it' : 'gone then'}`],
    ['ready', `${rpcUrl}/json_rpc`],
    ['try', `curl -s ${rpcUrl}/json_rpc -d '{"jsonrpc":"2.0","id":1,"method":"get_info"}'`],
  );
  return rows;
}

function accountLine(index: number): string {
  const address = encodeAddress(keyPairOf(devAccounts, index).publicKey, networks.devnet);
  return `${String(index).padStart(2)}  ${address}  ${bytesToHex(privateKeyOf(devAccounts, index))}`;
}

function executorSetting({ executor, workers = defaultWorkers(), verifyParallel, datadir }: DevOptions): string {
  if (verifyParallel) {
    const where = `on ${countOf(workers, 'thread')} besides the main one`;
    return `every block twice, sequentially and ${where}; a difference stops it, report in ${divergencesFolder(datadir)}`;
  }
  return executor === 'sequential'
    ? 'sequential, on the main thread'
    : `${executor}, ${countOf(workers, 'thread')} besides the main one`;
}

/** When blocks are made. The row is called `rhythm`, since people count blocks by the lines that begin with `block`. */
function rhythm({ blockTime: { mode, ms }, blocks, load }: DevOptions): string {
  const ended = blocks === undefined ? '' : `, ${countOf(blocks, 'block')} in all`;
  if (mode === 'manual') return `a block when dev_mine asks for one${ended}`;
  const pace = ms === 0 ? 'one after the other' : `one every ${ms / 1000} s`;
  if (blocks !== undefined) return `${countOf(blocks, 'block')}, ${pace}`;
  if (load > 0) return `blocks, ${pace}`;
  if (mode === 'every') return `a block every ${ms / 1000} s, empty or not`;
  return `when there are transactions${ms === 0 ? '' : `, at most one per ${ms / 1000} s`}; an empty one every 10 s`;
}

function countOf(count: number, what: string): string {
  return `${formatInteger(count)} ${count === 1 ? what : `${what}s`}`;
}

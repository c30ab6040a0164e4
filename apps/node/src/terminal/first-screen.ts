import { defaultWorkers } from '@tos/executor';
import type { DevAccount } from '../accounts/funded-dev-accounts.ts';
import { HEARTBEAT_MS } from '../blocks/block-producer.ts';
import type { DevOptions } from '../cli/dev-options.ts';
import { divergencesFolder } from '../divergence/keep-divergence.ts';
import { nodeVersion } from '../process/node-version.ts';
import type { StorageKind } from '../storage/storage-kind.ts';
import { formatAmount, formatInteger } from './format.ts';
import type { Style } from './style.ts';

export interface FirstScreenFacts {
  readonly options: DevOptions;
  readonly storage: StorageKind;
  readonly isNew: boolean;
  readonly height: number;
  /** The accounts for people that the genesis funds. */
  readonly accounts: readonly DevAccount[];
  readonly rpcUrl: string;
  readonly metricsUrl?: string | undefined;
}

/** Columns of a terminal that does not say its width, and of a line that nobody wraps. */
export const STANDARD_COLUMNS = 80;
/** Accounts on the first screen, which has 24 lines. */
const SHOWN_ACCOUNTS = 2;

/** The lines that a node prints once it takes calls: what it runs, where to call it, and who has coins. */
export function firstScreen(facts: FirstScreenFacts, style: Style): string[] {
  const { options, storage, isNew, height } = facts;
  const title = `TOS devnet ${nodeVersion}`;
  const place = `${options.datadir} · ${storage} · ${isNew ? 'new' : `at block ${formatInteger(height)}`}`;
  return [
    apart([title, style.bold(title)], place, style),
    '',
    ...settings(facts).map(([name, value]) => `  ${style.bold(name.padEnd(11))}${value}`),
    '',
    ...accountLines(facts, style),
    '',
  ];
}

/** Two texts at both ends of a line; a right one that is too long follows after two spaces. */
function apart([left, painted]: readonly [string, string], right: string, style: Style): string {
  const gap = Math.max(2, STANDARD_COLUMNS - left.length - right.length);
  return `${painted}${' '.repeat(gap)}${style.dim(right)}`;
}

function settings({ options, rpcUrl, metricsUrl }: FirstScreenFacts): [string, string][] {
  const { load, loadAccounts, verifyParallel, datadir } = options;
  const rows: [string, string][] = [
    ['Page', rpcUrl],
    ['RPC', `${rpcUrl}/json_rpc`],
    ['WebSocket', `${rpcUrl.replace(/^http/, 'ws')}/json_rpc`],
  ];
  if (metricsUrl !== undefined) rows.push(['Metrics', metricsUrl]);
  rows.push(['Blocks', rhythm(options)], ['Threads', threads(options)]);
  if (verifyParallel) {
    rows.push(['Compared', 'every block is executed twice; a difference stops the node']);
    rows.push(['Reports', divergencesFolder(datadir)]);
  }
  if (load > 0) {
    const whose = `per block of ${formatInteger(loadAccounts)} accounts`;
    rows.push(['Load', `${countOf(load, 'transfer')} ${whose}; tx/s includes signing`]);
  }
  return rows;
}

function accountLines({ accounts, isNew }: FirstScreenFacts, style: Style): string[] {
  const [first] = accounts;
  if (first === undefined) return ['  Accounts are those of the genesis file.'];
  const title = `  Accounts, ${formatAmount(first.funds)} TOS each${isNew ? '' : ' at first'}`;
  const hidden = accounts.length - SHOWN_ACCOUNTS;
  return [
    apart([title, `  ${style.bold('Accounts')}${title.slice(10)}`], 'keys: tos-node accounts --private', style),
    ...accounts
      .slice(0, SHOWN_ACCOUNTS)
      .map(({ address }, index) => `   ${index}  ${address}${index === 0 ? style.dim('  rewards') : ''}`),
    ...(hidden > 0 ? [style.dim(`   …  ${formatInteger(hidden)} more: tos-node accounts`)] : []),
  ];
}

function threads({ executor, workers = defaultWorkers(), verifyParallel }: DevOptions): string {
  if (verifyParallel) return `${workers} besides main, and main alone`;
  return executor === 'sequential' ? 'main alone (sequential)' : `${workers} besides main (${executor})`;
}

/** When blocks are made. */
function rhythm({ blockTime: { mode, ms }, blocks, load }: DevOptions): string {
  const ended = blocks === undefined ? '' : `${formatInteger(blocks)} in this run, `;
  if (mode === 'manual') return `${ended}one when dev_mine asks for it`;
  const pace = ms === 0 ? 'one after the other' : `one every ${spanOf(ms)}`;
  if (blocks !== undefined || load > 0) return `${ended}${pace}`;
  if (mode === 'every') return `${pace}, empty or not`;
  const most = ms === 0 ? 'at once' : `at most every ${spanOf(ms)}`;
  return `when there are transactions, ${most}; empty every ${spanOf(HEARTBEAT_MS)}`;
}

function spanOf(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

function countOf(count: number, what: string): string {
  return `${formatInteger(count)} ${count === 1 ? what : `${what}s`}`;
}

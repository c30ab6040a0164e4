import type { ExactJson } from '@tos/protocol';
import { type Members, membersOf } from '../rpc/members.ts';

/** The phases of a block's execution, in the order in which they begin. */
export const phaseNames = ['prepare', 'verify', 'pass', 'collect', 'merge', 'commit'] as const;
export type PhaseName = (typeof phaseNames)[number];

/** A time that something took. Times are microseconds since the block's execution began; before it they are negative. */
export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

export interface Phase extends Span {
  readonly name: PhaseName;
}

/** What a thread verified in one go. */
export interface Claim extends Span {
  /** 0 is the main thread. */
  readonly thread: number;
  readonly kind: 'signatures' | 'evidence';
  /** Number of signatures or proofs. */
  readonly count: number;
  /** Places in the block of the transactions whose signatures these are. */
  readonly transactions: readonly number[];
}

/** A record that several transactions of a block use. */
export interface HotRecord {
  /** The kind of record, as `balance` or `nonce`. */
  readonly domain: string;
  readonly key: string;
  /** The account whose record this is; null for a record that is no account's. */
  readonly address: string | null;
  readonly transactions: number;
  /** Those of these transactions that locks would have made wait. */
  readonly waits: number;
}

/** How the node executed a block: the answer of `get_block_execution`. */
export interface BlockExecution {
  readonly executor: 'parallel' | 'sequential';
  readonly reason: string;
  readonly totalUs: number;
  readonly threads: number;
  /** Number of transactions in the block. */
  readonly transactions: number;
  /** Transactions that were executed for the block, failed, and are not in it. */
  readonly leftOut: number;
  readonly phases: readonly Phase[];
  readonly claims: readonly Claim[];
  /** Claims before the block, in which the remembered signatures were verified. */
  readonly admission: readonly Claim[];
  /** Numbers of signatures. */
  readonly verified: number;
  readonly remembered: number;
  readonly evidence: number;
  /** An estimate of the node. */
  readonly sequentialUs: number;
  readonly conflicts: {
    /** Number of transactions on each level. */
    readonly levels: readonly number[];
    readonly longestChain: number;
    readonly hottest: readonly HotRecord[];
  };
}

/** Reads the result of `get_block_execution`. */
export function toBlockExecution(json: ExactJson): BlockExecution {
  const execution = membersOf(json);
  const conflicts = membersOf(execution['conflicts']);
  return {
    executor: execution['executor'] === 'parallel' ? 'parallel' : 'sequential',
    reason: String(execution['reason']),
    totalUs: Number(execution['total_us']),
    threads: Number(execution['threads']),
    transactions: Number(execution['transactions']),
    leftOut: Number(execution['left_out']),
    phases: membersIn(execution['phases']).flatMap(toPhases),
    claims: membersIn(execution['claims']).map(toClaim),
    admission: membersIn(execution['admission']).map(toClaim),
    verified: Number(execution['verified']),
    remembered: Number(execution['remembered']),
    evidence: Number(execution['evidence']),
    sequentialUs: Number(execution['sequential_us']),
    conflicts: {
      levels: itemsOf(conflicts['levels']).map(Number),
      longestChain: Number(conflicts['longest_chain']),
      hottest: membersIn(conflicts['hottest']).map(toHotRecord),
    },
  };
}

/** A phase that this page does not know, of a newer node, is left out. */
function toPhases(phase: Members): Phase[] {
  const name = phaseNames.find((known) => known === phase['name']);
  return name === undefined ? [] : [{ ...toSpan(phase), name }];
}

function toClaim(claim: Members): Claim {
  return {
    ...toSpan(claim),
    thread: Number(claim['thread']),
    kind: claim['kind'] === 'evidence' ? 'evidence' : 'signatures',
    count: Number(claim['count']),
    transactions: itemsOf(claim['transactions']).map(Number),
  };
}

function toHotRecord({ domain, key, address, transactions, waits }: Members): HotRecord {
  return {
    domain: String(domain),
    key: String(key),
    address: typeof address === 'string' ? address : null,
    transactions: Number(transactions),
    waits: Number(waits),
  };
}

function toSpan({ start_us: startUs, end_us: endUs }: Members): Span {
  return { startUs: Number(startUs), endUs: Number(endUs) };
}

function itemsOf(json: ExactJson | undefined): readonly ExactJson[] {
  return Array.isArray(json) ? json : [];
}

function membersIn(json: ExactJson | undefined): Members[] {
  return itemsOf(json).map(membersOf);
}

import type { Network } from '@tos/protocol';
import type { ExecutionOptions } from '../block-execution.ts';

/** What one executor made of a block, as plain data: bytes in hex, a u64 in decimal digits. */
export type ExecutionRecord =
  | {
      readonly result: 'executed';
      readonly how: ExecutionSummary;
      /** The code of each transaction, 0 for those that were executed. */
      readonly errors: readonly number[];
      /** What changed, sorted. */
      readonly writes: readonly RecordedWrite[];
      readonly gasFee: string;
    }
  | { readonly result: 'refused'; readonly how: ExecutionSummary; readonly refused: RecordedRefusal }
  | { readonly result: 'threw'; readonly error: RecordedError };

/** From the execution's own report; may differ between executors. */
export interface ExecutionSummary {
  readonly mode: string;
  readonly reason: string;
  readonly verified: number;
  readonly cached: number;
}

export interface RecordedRefusal {
  readonly index: number | null;
  readonly error: number;
}

export interface RecordedWrite {
  readonly domain: string;
  readonly key: string;
  /** null: the record was deleted. */
  readonly value: string | null;
}

export interface RecordedError {
  /** Code of a TosError, class of any other. */
  readonly code: string;
  readonly message: string;
  /** Of a TosError. */
  readonly details: Readonly<Record<string, string | number>>;
}

/** A record as it was before the block. */
export interface RecordedRead {
  readonly domain: string;
  readonly key: string;
  /** null: there is none. Of a balance only what counts, its final amount, may be here. */
  readonly value: string | null;
}

/**
 * A block that two executors do not agree on, with all that executing it again needs but the rules: plain data, which `JSON.stringify`
 * keeps whole.
 */
export interface DivergenceReport {
  readonly format: 'tos-divergence';
  readonly version: 1;
  /** The first difference, in words. */
  readonly difference: string;
  /** What found it. */
  readonly software: string;
  readonly host: { readonly node: string; readonly platform: string; readonly arch: string };
  /** Of the parallel executor. */
  readonly workers: number;
  readonly verifier: string;
  readonly network: Network['name'];
  readonly topoheight: number;
  readonly policy: ExecutionOptions['policy'];
  /** Wire bytes, in order. */
  readonly transactions: readonly string[];
  /** One byte a transaction, 01 where its reference was good; null when nobody asked. */
  readonly references: string | null;
  /** The parameters of the block's frame; null for a block without one. */
  readonly frame: Readonly<Record<string, string | number>> | null;
  /** Every record that the block read. */
  readonly state: readonly RecordedRead[];
  readonly sequential: ExecutionRecord;
  readonly parallel: ExecutionRecord;
}

import type { Network } from '@tos/protocol';
import type { ExecutionOptions } from '../block/block-execution.ts';

/** The outcome of one executor as plain data: bytes in hex, a u64 in decimal digits. */
export type ExecutionRecord =
  | {
      readonly result: 'executed';
      readonly how: ExecutionSummary;
      /** The code of each transaction; 0 for one that was executed. */
      readonly errors: readonly number[];
      /** The records that changed, sorted by (domain id, key). */
      readonly writes: readonly RecordedWrite[];
      readonly gasFee: string;
    }
  | { readonly result: 'refused'; readonly how: ExecutionSummary; readonly refused: RecordedRefusal }
  | { readonly result: 'threw'; readonly error: RecordedError };

/** A part of the report of the execution, which may differ between executors. */
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
  /** The code of a TosError; the class of any other error. */
  readonly code: string;
  readonly message: string;
  /** The details of a TosError; empty for any other error. */
  readonly details: Readonly<Record<string, string | number>>;
}

/** A record as it was before the block. */
export interface RecordedRead {
  readonly domain: string;
  readonly key: string;
  /** null: there was no record. */
  readonly value: string | null;
}

/**
 * A block on which two executors disagree, with everything but the rules that executing it again needs. A report is plain data, which
 * `JSON.stringify` preserves.
 */
export interface DivergenceReport {
  readonly format: 'tos-divergence';
  readonly version: 1;
  /** The first difference, in words. */
  readonly difference: string;
  /** Name and version of the program that found the difference. */
  readonly software: string;
  readonly host: { readonly node: string; readonly platform: string; readonly arch: string };
  /** Threads of the parallel executor besides main, and the name of its verifier. */
  readonly workers: number;
  readonly verifier: string;
  readonly network: Network['name'];
  readonly topoheight: number;
  readonly policy: ExecutionOptions['policy'];
  /** The wire bytes of each transaction, in block order. */
  readonly transactions: readonly string[];
  /** One byte per transaction, 01 where its reference was good; null when no executor asked. */
  readonly references: string | null;
  /** The parameters of the block's frame; null for a block without one. */
  readonly frame: Readonly<Record<string, string | number>> | null;
  /** Every record that the block has read. */
  readonly state: readonly RecordedRead[];
  readonly sequential: ExecutionRecord;
  readonly parallel: ExecutionRecord;
}

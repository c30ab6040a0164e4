import type { BlockCommit, RecordRef } from '@tos/state';

export const RECORDS: number;
export function numberedRef(index: number): RecordRef;
export function numberedValue(n: number): Uint8Array;
export function numberedBlock(n: number): BlockCommit;

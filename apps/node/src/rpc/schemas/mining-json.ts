import { z } from 'zod';
import { safeInteger } from './result-values.ts';

/** The original's name for the work on a block of version 0. Nothing here computes it: at a difficulty of 1 every hash is good enough. */
const ALGORITHM = 'tos/v1';

/** What a miner is told besides its work. */
export type MiningTerms = {
  algorithm: string;
  /** Of the block. */
  height: number;
  /** Of the head. */
  topoheight: number;
  /** Decimal. */
  difficulty: string;
};

/** The members of `MiningTerms`. */
export const miningTermsShape: {
  readonly [member in keyof MiningTerms]: z.ZodType<MiningTerms[member], MiningTerms[member]>;
} = { algorithm: z.string(), height: safeInteger, topoheight: safeInteger, difficulty: z.string() };

/** @param height of the block @param head the head's topoheight */
export function miningTerms(height: number, head: number): MiningTerms {
  return { algorithm: ALGORITHM, height, topoheight: head, difficulty: '1' };
}

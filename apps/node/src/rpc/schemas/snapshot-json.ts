import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import type { ChainSnapshot } from '../../control/chain-snapshots.ts';
import { hashText, safeInteger } from './result-values.ts';

/** A block to which `dev_revert` takes the chain back. */
export const snapshotValue: z.ZodObject<{ id: z.ZodInt; topoheight: z.ZodInt; block_hash: z.ZodString }> =
  z.strictObject({ id: safeInteger, topoheight: safeInteger, block_hash: hashText });

export function snapshotJson({ id, topoheight, hash }: ChainSnapshot): z.infer<typeof snapshotValue> {
  return { id, topoheight, block_hash: bytesToHex(hash) };
}

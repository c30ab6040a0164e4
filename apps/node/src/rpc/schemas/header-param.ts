import { type BlockHeader, decodeBlockHeader } from '@tos/chain';
import { isTosError } from '@tos/protocol';
import { wireFromHex } from '@tos/transaction';
import { z } from 'zod';
import { problemIn } from '../errors/rpc-error.ts';

/** The header of a block in hex, as `get_block_template` returns it. */
export const headerParam: z.ZodType<BlockHeader, string> = z.string().transform((hex, context) => {
  try {
    return decodeBlockHeader(wireFromHex(hex));
  } catch (error) {
    if (!isTosError(error)) throw error;
    context.addIssue(`not a block template: ${problemIn(error)}`);
    return z.NEVER;
  }
});

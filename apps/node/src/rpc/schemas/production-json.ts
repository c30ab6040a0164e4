import { z } from 'zod';
import { blockTimeText } from '../../blocks/block-time.ts';
import type { NodeControls } from '../../control/node-controls.ts';

/** When a node makes blocks. */
export const productionValue: z.ZodObject<{ block_time: z.ZodString; is_paused: z.ZodBoolean }> = z.strictObject({
  block_time: z.string(),
  is_paused: z.boolean(),
});

/** The JSON of how a node makes blocks now. */
export function productionJson({ production }: NodeControls): z.infer<typeof productionValue> {
  return { block_time: blockTimeText(production.blockTime), is_paused: production.isPaused };
}

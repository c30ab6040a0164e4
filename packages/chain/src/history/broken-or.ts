import { TosError } from '@tos/protocol';
import type { RecordRef } from '@tos/state';
import type { BlockWritesOptions } from './block-writes.ts';

/**
 * What to do about damage: without `onBroken` the error is thrown; with it a damaged record is reported, and undefined stands for what could
 * not be read.
 */
export function brokenOr({ onBroken }: BlockWritesOptions, ref?: RecordRef): (error: unknown) => undefined {
  return (error) => {
    if (onBroken === undefined || !(error instanceof TosError)) throw error;
    if (ref !== undefined) onBroken(ref, error);
    return undefined;
  };
}

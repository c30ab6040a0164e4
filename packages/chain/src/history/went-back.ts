import { TosError } from '@tos/protocol';
import type { Topoheight } from '@tos/state';

/** The error for what was there a moment ago, and is not there any more. */
export function wentBack(topoheight: Topoheight): TosError {
  const reason = `what was at topoheight ${topoheight} is gone: the chain went back while its history was read`;
  return new TosError('TOS_STORAGE_CONFLICT', { reason });
}

import { MAX_TRANSFER_COUNT } from '@tos/protocol';
import type { WireReader } from '../wire-reader.ts';

/** The count of a list of transfers, 1 to 500. */
export function walkTransferCount(reader: WireReader): number {
  const count = reader.u16();
  if (count === 0 || count > MAX_TRANSFER_COUNT) {
    reader.fail(`1 to ${MAX_TRANSFER_COUNT} transfers, not ${count}`, -2);
  }
  return count;
}

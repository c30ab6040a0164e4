import { MAX_TRANSFER_COUNT } from '@tos/protocol';
import { type ListField, list, type RecordField } from '../fields/index.ts';

/** The outputs of a transfer-like type: 1 to 500. Source: docs/protocol.md §1. */
export function transferList<T>(transfer: RecordField<T>): ListField<T> {
  return list(transfer, { count: 2, min: 1, max: MAX_TRANSFER_COUNT, what: 'transfers' });
}

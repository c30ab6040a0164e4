import type { ProducedBlock } from '../blocks/produced-block.ts';
import { formatInteger } from './format.ts';

/** Transactions per second of a block; empty for a block of one, whose rate says nothing. */
export function rateOf({ transactions, elapsedMs }: Pick<ProducedBlock, 'transactions' | 'elapsedMs'>): string {
  return transactions < 2 ? '' : formatInteger(Math.round(transactions / (elapsedMs / 1000)));
}

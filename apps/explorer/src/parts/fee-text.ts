import { formatTos } from './format.ts';

/** A fee with what pays it: 0 TOS, 1 energy, 2 hidden. */
export function feeText(fee: bigint, feeType: number): string {
  if (feeType === 1) return '1 unit of energy';
  if (feeType === 2) return 'hidden (UNO)';
  return formatTos(fee);
}

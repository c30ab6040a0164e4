import type { Ledger } from './ledger.mjs';

export declare function judgeLedger(
  ledger: Ledger,
  places: ReadonlyMap<string, number>,
  onFault: (text: string) => void,
): string;

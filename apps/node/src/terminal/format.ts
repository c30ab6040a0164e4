import { COIN } from '@tos/protocol';

/** 1234567 -> 1,234,567, whatever the locale. */
export function formatInteger(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Whole milliseconds with separators; one decimal below ten. */
export function formatMs(ms: number): string {
  return `${ms < 9.95 ? ms.toFixed(1) : formatInteger(Math.round(ms))} ms`;
}

/** Atomic units as TOS with all eight decimals. */
export function formatTos(amount: bigint): string {
  return `${formatInteger(amount / COIN)}.${String(amount % COIN).padStart(8, '0')} TOS`;
}

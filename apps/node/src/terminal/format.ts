import { COIN } from '@tos/protocol';

/** An integer with commas between its thousands, whatever the locale: 1,234,567. */
export function formatInteger(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A time in whole milliseconds, with commas; below ten milliseconds it has one decimal. */
export function formatMs(ms: number): string {
  return `${ms < 9.95 ? ms.toFixed(1) : formatInteger(Math.round(ms))} ms`;
}

/** An amount of atomic units, as TOS with all eight decimals. */
export function formatTos(amount: bigint): string {
  return `${formatInteger(amount / COIN)}.${String(amount % COIN).padStart(8, '0')} TOS`;
}

/** An amount of atomic units as a number of TOS, without decimals that say nothing: 1,000,000 or 0.5. */
export function formatAmount(amount: bigint): string {
  const decimals = String(amount % COIN)
    .padStart(8, '0')
    .replace(/0+$/, '');
  return `${formatInteger(amount / COIN)}${decimals === '' ? '' : `.${decimals}`}`;
}

import { COIN } from '@tos/protocol';

/** An integer with commas between its thousands, whatever the locale: 1,234,567. */
export function formatInteger(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** An amount of atomic units as TOS, without decimals that say nothing: 1,000,000 TOS or 0.5 TOS. */
export function formatTos(amount: bigint): string {
  const decimals = String(amount % COIN)
    .padStart(8, '0')
    .replace(/0+$/, '');
  return `${formatInteger(amount / COIN)}${decimals === '' ? '' : `.${decimals}`} TOS`;
}

/** Bytes in the unit that leaves one to three digits before the point: 512 B, 1.2 MiB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? formatInteger(Math.round(value)) : value.toFixed(1)} ${units[unit]}`;
}

/** A time of the day, and the day where it is another than `now`'s, as the reader's clock shows it. */
export function formatTime(ms: number, now: number = Date.now()): string {
  const date = new Date(ms);
  const time = date.toLocaleTimeString('en-GB');
  return date.toDateString() === new Date(now).toDateString() ? time : `${date.toLocaleDateString('en-CA')} ${time}`;
}

/** How long ago a time was, in its two largest units: 4 s, 2 min 5 s, 3 h 20 min, 12 d. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}

/** A number in few letters: 950, 1.2k, 35M; for axes. */
export function compactNumber(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  let rest = value;
  let unit = 0;
  while (Math.abs(rest) >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${Number(rest.toPrecision(3))}${units[unit]}`;
}

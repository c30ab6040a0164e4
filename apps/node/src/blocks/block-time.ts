/** When blocks are made. */
export interface BlockTime {
  /**
   * `needed`: when there are transactions, and an empty block every ten seconds. `every`: one block per `ms`, empty or not.
   * `manual`: only when one is asked for.
   */
  readonly mode: 'needed' | 'every' | 'manual';
  /** The least time between two blocks, in milliseconds; 0 for none. */
  readonly ms: number;
}

export const BLOCK_TIME_FORMS = '1s or 500ms, 0 for none, every-5s, or manual; at most one hour';

const LONGEST_MS = 3_600_000;

/** Reads a block time: `1s`, `0`, `every-5s`, `manual`. A number without a unit is in seconds. @returns undefined for other texts */
export function parseBlockTime(text: string): BlockTime | undefined {
  if (text === 'manual') return { mode: 'manual', ms: 0 };
  const match = /^(every-)?(\d{1,7}(?:\.\d{1,3})?)(ms|s)?$/.exec(text);
  if (match === null) return undefined;
  const [, every, digits, unit] = match;
  const ms = Math.round(Number(digits) * (unit === 'ms' ? 1 : 1000));
  if (ms > LONGEST_MS) return undefined;
  if (every === undefined) return { mode: 'needed', ms };
  // Empty blocks without a pause would fill the disk.
  return ms === 0 ? undefined : { mode: 'every', ms };
}

/** The text that `parseBlockTime` reads as this block time. */
export function blockTimeText({ mode, ms }: BlockTime): string {
  if (mode === 'manual') return 'manual';
  const text = ms === 0 ? '0' : ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
  return mode === 'every' ? `every-${text}` : text;
}

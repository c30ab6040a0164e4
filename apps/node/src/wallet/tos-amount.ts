import { COIN } from '@tos/protocol';
import { givenAs } from '../config/values/given.ts';
import type { SettingSchema } from '../config/values/setting-schema.ts';

const MAX_U64 = 2n ** 64n - 1n;

/** An amount of TOS in decimals, as atomic units: "1.5" is 150,000,000. It is read exactly, never as a float. */
export const tosAmount: SettingSchema<bigint> = givenAs(
  'Give an amount of TOS above 0, with at most eight decimals, such as 1.5.',
  (given) => {
    const match = /^(\d{1,12})(?:\.(\d{1,8}))?$/.exec(String(given));
    if (match === null) return null;
    const amount = BigInt(match[1]!) * COIN + BigInt((match[2] ?? '').padEnd(8, '0'));
    return amount > 0n && amount <= MAX_U64 ? amount : null;
  },
);

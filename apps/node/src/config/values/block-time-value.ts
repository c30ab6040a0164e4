import { BLOCK_TIME_FORMS, type BlockTime, parseBlockTime } from '../../blocks/block-time.ts';
import { givenAs } from './given.ts';
import type { SettingSchema } from './setting-schema.ts';

/** When blocks are made. A number of the file is in seconds. */
export const blockTimeValue: SettingSchema<BlockTime> = givenAs(
  `Give ${BLOCK_TIME_FORMS}.`,
  (given) => parseBlockTime(String(given)) ?? null,
);

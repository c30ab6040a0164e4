// Amounts in atomic units. Source: docs/protocol.md §2.2, §6.3.

/** Atomic units of one TOS. */
export const COIN = 100_000_000n;
/** 184,000,000 TOS. */
export const MAXIMUM_SUPPLY = 18_400_000_000_000_000n;
/** A block's base reward is (MAXIMUM_SUPPLY - emitted) / 2^20 / 180: the curve was made for blocks of 180 s, and a block takes 1 s. */
export const EMISSION_SPEED_FACTOR = 20n;
export const EMISSION_BLOCK_TIME_DIVISOR = 180n;
/** Per cent of the base reward that the developers receive: EARLY below DEV_FEE_CHANGE_HEIGHT, LATE from there on. */
export const DEV_FEE_PERCENT_EARLY = 10n;
export const DEV_FEE_PERCENT_LATE = 5n;
export const DEV_FEE_CHANGE_HEIGHT = 15_768_000;
/** Public key that receives the developers' share on every network (docs/protocol.md §3.7). */
export const DEV_FEE_KEY_HEX = '043fa8495c7a031f2c7a68c602eaa36d5a744fa69e44822f6b7e13f5cc2a7410';

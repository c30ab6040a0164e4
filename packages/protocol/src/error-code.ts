/**
 * The numeric result codes of the protocol, 16 bits wide: a rule returns them, and a client receives them.
 * Source: docs/protocol.md §5.1. `UNKNOWN` stands for every failure for which the protocol has no code.
 */
export const ErrorCode = {
  OK: 0x0000,
  INVALID_FORMAT: 0x0100,
  INVALID_VERSION: 0x0101,
  INVALID_TYPE: 0x0102,
  INVALID_SIGNATURE: 0x0103,
  INVALID_TIMESTAMP: 0x0104,
  INVALID_AMOUNT: 0x0105,
  INVALID_ADDRESS: 0x0106,
  INVALID_PAYLOAD: 0x0107,
  NONCE_TOO_LOW: 0x0110,
  NONCE_TOO_HIGH: 0x0111,
  NONCE_DUPLICATE: 0x0112,
  UNAUTHORIZED: 0x0200,
  INSUFFICIENT_BALANCE: 0x0300,
  INSUFFICIENT_FEE: 0x0301,
  INSUFFICIENT_ENERGY: 0x0302,
  INSUFFICIENT_FROZEN: 0x0303,
  OVERFLOW: 0x0304,
  UNDERFLOW: 0x0305,
  ACCOUNT_NOT_FOUND: 0x0400,
  ACCOUNT_EXISTS: 0x0401,
  DOMAIN_NOT_FOUND: 0x0404,
  DOMAIN_EXISTS: 0x0405,
  DOMAIN_EXPIRED: 0x0406,
  SELF_OPERATION: 0x0409,
  CONTRACT_NOT_FOUND: 0x0500,
  INVALID_PROOF_OF_WORK: 0x0603,
  TIMESTAMP_TOO_OLD: 0x0604,
  TIMESTAMP_TOO_NEW: 0x0605,
  TIPS_EXPECTED: 0x0606,
  INVALID_TIPS_COUNT: 0x0607,
  TIP_NOT_FOUND: 0x0608,
  INVALID_TIP_DIFFICULTY: 0x0609,
  INVALID_REACHABILITY: 0x060a,
  VRF_MISSING: 0x060b,
  VRF_INVALID: 0x060c,
  INVALID_BLOCK_VERSION: 0x060d,
  INVALID_BLOCK_HEIGHT: 0x060e,
  INTERNAL: 0xff00,
  NOT_IMPLEMENTED: 0xff01,
  UNKNOWN: 0xffff,
} as const;

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** The name of a numeric code ("INSUFFICIENT_FEE"), for logs and messages. Any other number gives "UNKNOWN". */
export function errorCodeName(code: number): keyof typeof ErrorCode {
  return names.get(code) ?? 'UNKNOWN';
}

const names: ReadonlyMap<number, keyof typeof ErrorCode> = new Map(
  (Object.keys(ErrorCode) as (keyof typeof ErrorCode)[]).map((name) => [ErrorCode[name], name]),
);

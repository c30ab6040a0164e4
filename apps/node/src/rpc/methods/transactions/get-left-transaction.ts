import { bytesToHex } from '@tos/crypto';
import { errorTable } from '@tos/protocol';
import { z } from 'zod';
import { problemIn } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { hashParam } from '../../schemas/chain-params.ts';
import { safeInteger } from '../../schemas/result-values.ts';

/** The original's daemon has no such method. */
export const getLeftTransaction: RpcMethod = defineParamsMethod({
  name: 'get_left_transaction',
  summary:
    'Returns why a transaction that was submitted to this node lately is in no block and does not wait: refused with a rule, or replaced, evicted, expired or dropped; null for any other transaction.',
  params: { hash: hashParam },
  result: z
    .strictObject({
      reason: z.enum(['refused', 'replaced', 'evicted', 'expired', 'dropped']),
      // Milliseconds since 1970.
      at: safeInteger,
      rule: z
        .strictObject({ error_code: safeInteger, name: z.string(), message: z.string(), remedy: z.string() })
        .nullable(),
    })
    .nullable(),
  call({ hash }, { leftTransactions }) {
    const left = leftTransactions.find(bytesToHex(hash));
    if (left === undefined) return null;
    const { reason, at, error } = left;
    if (error === null) return { reason, at, rule: null };
    const { code, name } = error.details;
    const { remedy } = errorTable[error.code];
    return { reason, at, rule: { error_code: code, name, message: problemIn(error), remedy } };
  },
});

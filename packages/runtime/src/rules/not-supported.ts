import { ErrorCode } from '@tos/protocol';
import type { Rule } from '../rule.ts';
import { declareSender } from '../transaction-steps.ts';

/**
 * The rule of types that decode but cannot be executed yet. Such a transaction is refused (FF01) before any other check but those of its
 * sender and its nonce, and a block that holds one is refused with it. Nothing is half executed.
 */
export const notSupportedRule: Rule = {
  access(batch, i, out) {
    declareSender(batch, i, out);
  },
  moreAccess() {},
  check() {
    return ErrorCode.NOT_IMPLEMENTED;
  },
  apply() {
    return ErrorCode.NOT_IMPLEMENTED;
  },
};

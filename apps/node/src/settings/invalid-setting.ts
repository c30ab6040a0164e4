import { TosError } from '@tos/protocol';

/** The error for a wrong flag, variable or file. @param reason without a full stop at its end; it may end with a question */
export function invalidSetting(setting: string, reason: string): TosError<'TOS_INVALID_CONFIG'> {
  return new TosError(
    'TOS_INVALID_CONFIG',
    { setting, reason },
    `${setting}: ${reason}${reason.endsWith('?') ? '' : '.'}`,
  );
}

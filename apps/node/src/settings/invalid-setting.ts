import { TosError } from '@tos/protocol';

/** The error for a wrong flag or file. @param reason without a full stop */
export function invalidSetting(setting: string, reason: string): TosError<'TOS_INVALID_CONFIG'> {
  return new TosError('TOS_INVALID_CONFIG', { setting, reason }, `${setting}: ${reason}.`);
}

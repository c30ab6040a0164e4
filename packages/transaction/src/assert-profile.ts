import { assertObject, type Profile } from '@tos/protocol';

/** @throws TOS_INVALID_ARGUMENT unless the value has the members of a profile, as `baseline` has */
export function assertProfile(profile: Profile): void {
  assertObject(profile, 'profile');
  assertObject(profile.opcodes, 'profile.opcodes', ['has']);
  assertObject(profile.feeTypes, 'profile.feeTypes', ['has']);
  assertObject(profile.transactionVersions, 'profile.transactionVersions', ['has']);
}

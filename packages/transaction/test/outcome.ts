import { isTosError } from '@tos/protocol';

/** "accepted", or the code of the TosError that was thrown. Any other exception passes through. */
export function outcome(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    if (isTosError(error)) return error.code;
    throw error;
  }
}

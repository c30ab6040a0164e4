import { TosError } from '@tos/protocol';
/** A versioned storage over an ordered store. */
export function createVersionedStorage(_store, _options = {}) {
  throw new TosError('TOS_NOT_SUPPORTED', { feature: 'the engine, which is being written' });
}

import { typeOfView } from './describe-value.ts';
import { invalidArgument } from './invalid-argument.ts';
import { isGone } from './is-gone.ts';

/** @throws TOS_INVALID_ARGUMENT unless the value is a typed array of this type, of any realm, with at least `least` entries. */
export function assertTypedArray(
  value: unknown,
  argument: string,
  type: 'Uint8Array' | 'Uint16Array' | 'Uint32Array',
  least: number = 0,
): void {
  if (
    typeOfView(value) === type &&
    !isGone(value) &&
    ArrayBuffer.isView(value) &&
    Reflect.get(value, 'length') >= least
  )
    return;
  throw invalidArgument(argument, `a ${type}${least === 0 ? '' : ` of at least ${least} entries`}`, value);
}

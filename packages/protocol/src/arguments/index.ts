// The checks of arguments, one per kind of argument. Threads that must start fast import them without the rest of the package.
export { assertBytes, isBytes } from './assert-bytes.ts';
export { assertInteger } from './assert-integer.ts';
export { assertList } from './assert-list.ts';
export { assertNetwork } from './assert-network.ts';
export { assertObject } from './assert-object.ts';
export { assertOneOf } from './assert-one-of.ts';
export { assertBoolean, assertFunction, assertText } from './assert-type.ts';
export { assertTypedArray } from './assert-typed-array.ts';
export { assertU64 } from './assert-u64.ts';
export { describeValue } from './describe-value.ts';
export { invalidArgument } from './invalid-argument.ts';
export { isGone } from './is-gone.ts';

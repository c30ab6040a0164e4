// The types that decode, one line each. `codecs.ts` makes the payload union and the lookup tables from these names.
export { burn } from './burn.ts';
export { transfers } from './transfers.ts';

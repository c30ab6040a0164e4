// The errors without the rest of the package, for threads that must start fast: exact JSON alone takes 15 ms to load.
export { argumentError, isTosError, TosError, type TosErrorObject } from '../tos-error.ts';

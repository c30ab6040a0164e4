// For load tests alone: it signs with private keys that everybody knows, and does not protect them.
export type { SigningRecords } from './signing-records.ts';
export { createUnsafeLoadSigner, type UnsafeLoadSigner } from './unsafe-load-signer.ts';

import * as crypto from '../../../packages/crypto/src/index.ts';
import { createUnsafeLoadSigner } from '../../../packages/crypto/src/load-signer/index.ts';
import { createWasmVerifier } from '../../../packages/crypto/src/wasm/index.ts';
import { networks } from '../../../packages/protocol/src/index.ts';
import { bytes, integer, made, network, object, oneOf, optional, text, u64 } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

const keyPair = crypto.createKeyPair(new Uint8Array(32).fill(1));
const noble = crypto.createNobleVerifier();
const wasm = createWasmVerifier();
const address = crypto.encodeAddress(keyPair.publicKey, networks.devnet);
const u32 = (): { good: Uint32Array; takes: (value: unknown) => boolean } => ({
  good: new Uint32Array(0),
  takes: (value) => value instanceof Uint32Array,
});
const records = object({
  bytes: bytes(),
  count: integer(0, 0),
  key: u32(),
  messageOffset: u32(),
  messageLength: u32(),
  signature: u32(),
});
const verdicts = { good: new Uint8Array(4), takes: (value: unknown) => value instanceof Uint8Array };
const batch = [records, integer(0, 0), integer(0, 0), verdicts];
const shielded = crypto.shieldAmount(keyPair.publicKey, 5n, new Uint8Array(64).fill(1), new Uint8Array(64).fill(2));
const cacheBytes = optional(integer(0, 0x7fff_ffff, 1 << 20));
const maxBuilds = optional(integer(0, 1024));

export const rows: Rows = {
  blake3: { args: [bytes(), bytes()], call: (a, b) => crypto.blake3(a, b) },
  bytesToHex: { args: [bytes()], call: (given) => crypto.bytesToHex(given) },
  hexToBytes: {
    args: [{ good: '', takes: (value) => typeof value === 'string' && /^([0-9a-f]{2})*$/.test(value) }],
    call: (hex) => crypto.hexToBytes(hex),
  },
  isPublicKey: { args: [bytes()], call: (key) => crypto.isPublicKey(key) },
  publicKeyOfHash: { args: [bytes(32)], call: (hash) => crypto.publicKeyOfHash(hash) },
  createKeyPair: {
    args: [
      {
        ...bytes(32, new Uint8Array(32).fill(3)),
        takes: (value) => value instanceof Uint8Array && value.length === 32 && value[0] !== 0,
      },
    ],
    call: (key) => crypto.createKeyPair(key),
  },
  sign: {
    args: [made(keyPair), bytes(), optional(object({ nonce: optional(oneOf('deterministic', 'random')) }))],
    call: (pair, message, options) => crypto.sign(pair, message, options),
  },
  encodeAddress: { args: [bytes(32), network], call: (key, of) => crypto.encodeAddress(key, of) },
  splitAddress: { args: [text(address), network], call: (given, of) => crypto.splitAddress(given, of) },
  decodeAddress: { args: [text(address), network], call: (given, of) => crypto.decodeAddress(given, of) },
  chooseVerifier: {
    args: [optional(object({ force: optional(oneOf('noble', 'wasm-simd', 'wasm-scalar')), cacheBytes, maxBuilds }))],
    call: (choice) => crypto.chooseVerifier(choice),
  },
  createWasmVerifier: {
    args: [optional(object({ flavour: optional(oneOf('scalar', 'simd', 'auto')), cacheBytes, maxBuilds }))],
    call: (options) => createWasmVerifier(options),
  },
  checkVerificationRecords: {
    args: batch,
    call: (...args: Parameters<typeof crypto.checkVerificationRecords>) => crypto.checkVerificationRecords(...args),
  },
  runKnownAnswerTest: { args: [made(noble)], call: (verifier) => crypto.runKnownAnswerTest(verifier) },
  shieldAmount: {
    args: [bytes(32, keyPair.publicKey), u64(), bytes(64), bytes(64)],
    call: (...args: Parameters<typeof crypto.shieldAmount>) => crypto.shieldAmount(...args),
  },
  verifyShieldProof: {
    args: [
      object({
        receiver: bytes(undefined, keyPair.publicKey),
        amount: u64(),
        commitment: bytes(undefined, shielded.commitment),
        receiverHandle: bytes(undefined, shielded.receiverHandle),
        proof: bytes(undefined, shielded.proof),
      }),
    ],
    call: (claim) => crypto.verifyShieldProof(claim),
  },
  shieldStatement: {
    args: [object({ amount: u64(), commitment: bytes(32), receiverHandle: bytes(32) })],
    call: (claim) => crypto.shieldStatement(claim),
  },
  addCiphertexts: { args: [bytes(), bytes()], call: (a, b) => crypto.addCiphertexts(a, b) },

  'noble verifier.verify': {
    args: [bytes(), bytes(), bytes()],
    call: (...args: Parameters<typeof noble.verify>) => noble.verify(...args),
  },
  'noble verifier.verifyBatch': {
    args: batch,
    call: (...args: Parameters<typeof noble.verifyBatch>) => noble.verifyBatch(...args),
  },
  'wasm verifier.verify': {
    args: [bytes(), bytes(), bytes()],
    call: (...args: Parameters<typeof noble.verify>) => wasm.verify(...args),
  },
  'wasm verifier.verifyBatch': {
    args: batch,
    call: (...args: Parameters<typeof noble.verifyBatch>) => wasm.verifyBatch(...args),
  },
};

export const inner: Inner = {
  generateKeyPair: 'no arguments',
  createNobleVerifier: 'no arguments',
  createShieldProofVerifier: 'no arguments',
};

const keyless = createUnsafeLoadSigner([]);

export const ofLoadSigner: { readonly rows: Rows; readonly inner: Inner } = {
  rows: {
    createUnsafeLoadSigner: {
      args: [{ good: [new Uint8Array(32).fill(3)], takes: (value) => Array.isArray(value) && value.length === 0 }],
      call: (keys) => createUnsafeLoadSigner(keys),
    },
    'UnsafeLoadSigner.sign': { args: [records], call: (given) => keyless.sign(given) },
  },
  inner: {},
};

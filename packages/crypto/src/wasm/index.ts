// The verifier without the rest of the package: a worker needs no more, and this loads in a third of the time.
export { EvidenceKind } from '../evidence-kind.ts';
export { runKnownAnswerTest } from '../known-answer-test.ts';
export {
  type RecordVerifier,
  type SignatureVerifier,
  Verdict,
  type VerificationRecords,
} from '../signature-verifier.ts';
export {
  createWasmVerifier,
  type WasmVerifier,
  type WasmVerifierOptions,
  type WasmVerifierStats,
} from './wasm-verifier.ts';
export { webAssembly } from './web-assembly.ts';

import { assertObject, assertOneOf } from '@tos/protocol';
import { runKnownAnswerTest } from './known-answer-test.ts';
import { createNobleVerifier } from './noble-verifier.ts';
import type { SignatureVerifier } from './signature-verifier.ts';
import { detectSimd } from './wasm/detect-simd.ts';
import { assertWasmOptions, createWasmVerifier, type WasmVerifierOptions } from './wasm/wasm-verifier.ts';
import { webAssembly } from './wasm/web-assembly.ts';

/** The names of all verifiers, the fastest first. */
export const verifierNames = ['wasm-simd', 'wasm-scalar', 'noble'] as const;

export type VerifierName = (typeof verifierNames)[number];

export interface VerifierChoice extends Omit<WasmVerifierOptions, 'flavour'> {
  /** The verifier to take; an error where it cannot run. @default the fastest verifier that this machine can run */
  readonly force?: VerifierName | undefined;
}

/**
 * Creates a verifier and runs the known-answer test on it. Its `name` is one of `verifierNames`.
 * @throws TOS_INTERNAL when the verifier fails the test, or when `force` names one that cannot run here; TOS_INVALID_ARGUMENT when `force` is
 * not one of `verifierNames`, and for sizes out of range
 */
export function chooseVerifier(choice: VerifierChoice = {}): SignatureVerifier {
  assertObject(choice, 'choice');
  const { force, ...options } = choice;
  if (force !== undefined) assertOneOf(force, 'force', verifierNames);
  assertWasmOptions(options);
  const verifier = createVerifier(force ?? fastest(), options);
  runKnownAnswerTest(verifier);
  return verifier;
}

function fastest(): VerifierName {
  if (webAssembly() === undefined) return 'noble';
  return detectSimd() ? 'wasm-simd' : 'wasm-scalar';
}

function createVerifier(name: VerifierName, options: WasmVerifierOptions): SignatureVerifier {
  if (name === 'noble') return createNobleVerifier();
  return createWasmVerifier({ ...options, flavour: name === 'wasm-simd' ? 'simd' : 'scalar' });
}

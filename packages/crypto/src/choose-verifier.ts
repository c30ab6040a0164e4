import { assertObject, assertOneOf } from '@tos/protocol';
import { runKnownAnswerTest } from './known-answer-test.ts';
import { createNobleVerifier } from './noble-verifier.ts';
import type { SignatureVerifier } from './signature-verifier.ts';
import { detectSimd } from './wasm/detect-simd.ts';
import { assertWasmOptions, createWasmVerifier, type WasmVerifierOptions } from './wasm/wasm-verifier.ts';
import { webAssembly } from './wasm/web-assembly.ts';

/** The verifiers there are, the fastest first. */
export const verifierNames = ['wasm-simd', 'wasm-scalar', 'noble'] as const;

export type VerifierName = (typeof verifierNames)[number];

export interface VerifierChoice extends Omit<WasmVerifierOptions, 'flavour'> {
  /** This one, or an error. @default the fastest that this machine can run */
  readonly force?: VerifierName | undefined;
}

/**
 * A verifier that has passed its known-answer test; its `name` says which it is.
 * @throws TOS_INTERNAL when it fails the test, or when what is forced cannot run here; TOS_INVALID_ARGUMENT for a verifier that there is
 * not, or sizes out of range
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

import { testSignatureVerifier } from '../../test/signature-verifier-suite.ts';
import { createWasmVerifier } from './wasm-verifier.ts';

testSignatureVerifier(() => createWasmVerifier({ flavour: 'simd' }));
testSignatureVerifier(() => createWasmVerifier({ flavour: 'scalar' }));
testSignatureVerifier(() => createWasmVerifier({ cacheBytes: 0 }));

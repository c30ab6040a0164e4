import { testSignatureVerifier } from '../test/signature-verifier-suite.ts';
import { createNobleVerifier } from './noble-verifier.ts';

testSignatureVerifier(createNobleVerifier);

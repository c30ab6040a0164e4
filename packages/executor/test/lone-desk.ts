import type { SignatureVerifier } from '@tos/crypto';
import { EventLoopTurns, EvidenceDesk, SignatureAudit, VerificationPool } from '../src/index.ts';
import { INJECTED_VERIFIER } from './block-fixture.ts';

/** A desk that has everything verified by main, signatures by this verifier. */
export function loneDesk(verifier: SignatureVerifier): EvidenceDesk {
  const settings = { workers: 0, verifierUrl: INJECTED_VERIFIER.href, verifierOptions: { cacheBytes: 0 } };
  const turns = new EventLoopTurns();
  const pool = new VerificationPool(settings, verifier, turns);
  return new EvidenceDesk({ pool, audit: new SignatureAudit(verifier, undefined, 0), turns });
}

import type { SignatureVerifier } from '@tos/crypto';
import { EvidenceDesk } from '../src/evidence/evidence-desk.ts';
import { EventLoopTurns } from '../src/index.ts';
import { SignatureAudit } from '../src/verification/signature-audit.ts';
import { VerificationPool } from '../src/verification/verification-pool.ts';
import { INJECTED_VERIFIER } from './block-fixture.ts';

/** Makes an evidence desk that has everything verified by main, and signatures by this verifier. */
export function loneDesk(verifier: SignatureVerifier): EvidenceDesk {
  const settings = { workers: 0, verifierUrl: INJECTED_VERIFIER.href, verifierOptions: { cacheBytes: 0 } };
  const turns = new EventLoopTurns();
  const pool = new VerificationPool(settings, verifier, turns);
  return new EvidenceDesk({ pool, audit: new SignatureAudit(verifier, undefined, 0), turns });
}

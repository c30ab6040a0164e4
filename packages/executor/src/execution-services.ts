import type { SignatureVerifier } from '@tos/crypto';
import type { EventLoopTurns } from './event-loop-turns.ts';
import type { EvidenceDesk } from './evidence/evidence-desk.ts';
import type { SignatureAudit } from './signature-audit.ts';
import type { VerdictCache } from './verdict-cache.ts';
import type { VerificationPool } from './verification/verification-pool.ts';

/** What an executor works with. */
export interface ExecutionServices {
  /** Main's own verifier. */
  readonly verifier: SignatureVerifier;
  readonly cache: VerdictCache;
  readonly audit: SignatureAudit;
  readonly pool: VerificationPool;
  readonly evidence: EvidenceDesk;
  readonly turns: EventLoopTurns;
}

import type { SignatureVerifier } from '@tos/crypto';
import { EvidenceDesk } from '../evidence/evidence-desk.ts';
import { EventLoopTurns } from '../threads/event-loop-turns.ts';
import { ClaimLog } from '../verification/claim-log.ts';
import { mainDefaultVerifier } from '../verification/main-default-verifier.ts';
import { SignatureAudit } from '../verification/signature-audit.ts';
import { VerdictCache } from '../verification/verdict-cache.ts';
import { VerificationPool } from '../verification/verification-pool.ts';
import { loadOracle, loadVerifier, type VerifierOptions } from '../verification/verifier-module.ts';
import { SignatureCost } from './signature-cost.ts';

/** What an executor works with. */
export interface ExecutionServices {
  /** Main's own verifier. */
  readonly verifier: SignatureVerifier;
  readonly cache: VerdictCache;
  readonly claims: ClaimLog;
  readonly audit: SignatureAudit;
  readonly pool: VerificationPool;
  readonly evidence: EvidenceDesk;
  readonly turns: EventLoopTurns;
  readonly cost: SignatureCost;
}

export interface ServiceSettings {
  /** Threads besides main. */
  readonly workers: number;
  readonly verdictCacheBytes: number;
  /** About one in this many accepted signatures is verified again; 0 for none. */
  readonly auditOneIn: number;
  /** Module that exports `createVerifier`; undefined for the default one. */
  readonly verifierUrl: string | undefined;
  readonly verifierOptions: VerifierOptions;
}

/** Loads the verifier and starts the threads. @throws whatever the verifier's module throws */
export async function startServices(settings: ServiceSettings): Promise<ExecutionServices> {
  const { verifierUrl, verifierOptions, verdictCacheBytes, auditOneIn } = settings;
  const source = verifierUrl ?? mainDefaultVerifier;
  const verifier = await loadVerifier(source, verifierOptions);
  const audit = new SignatureAudit(verifier, await loadOracle(source), auditOneIn);
  const turns = new EventLoopTurns();
  const pool = new VerificationPool(settings, verifier, turns);
  await pool.started();
  const evidence = new EvidenceDesk({ pool, audit, turns });
  const cache = new VerdictCache(verdictCacheBytes);
  return { verifier, pool, audit, evidence, turns, cache, claims: new ClaimLog(), cost: new SignatureCost() };
}

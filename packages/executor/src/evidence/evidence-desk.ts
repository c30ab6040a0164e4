import { blake3, EvidenceKind, PUBLIC_KEY_SIZE, SIGNATURE_SIZE, Verdict } from '@tos/crypto';
import { type Evidence, evidenceSizes } from '@tos/runtime';
import type { EventLoopTurns } from '../threads/event-loop-turns.ts';
import type { JobClaims } from '../verification/job-claims.ts';
import type { SignatureAudit, Signed } from '../verification/signature-audit.ts';
import type { VerificationPool } from '../verification/verification-pool.ts';
import { EvidenceCache } from './evidence-cache.ts';
import { type OpenEvidence, recordsOf } from './open-evidence.ts';

// With how many of the keys that may have made a signature the slow verifier (the oracle) tries it again before the signature counts as
// nobody's. Each try takes 2 ms (docs/measurements.md §1), and anybody can make a node do this.
const KEYS_CONFIRMED = 4;

/** What verifying evidence took and found. */
export interface Settled {
  /** Number of signatures and proofs verified. Candidates do not count: anybody can cause them, and an account must not answer for that. */
  readonly verified: number;
  /** When it began and was done, by `performance.now()`. */
  readonly since: number;
  readonly until: number;
  /** Milliseconds of work, summed over all threads. */
  readonly busyMs: number;
  /** What each thread verified, and when: of each run of threads that it took. */
  readonly claims: readonly JobClaims[];
  /** False when evidence was bad: evidence that was asked for after it may have no verdict yet, and must be asked for again. */
  readonly isComplete: boolean;
}

/**
 * Answers what rules ask about evidence. Evidence for which no verdict is known stays open until `settle`, which has it verified by all
 * threads (main works in slices) and remembers the verdicts.
 */
export class EvidenceDesk implements Evidence {
  readonly turns: EventLoopTurns;
  readonly #pool: VerificationPool;
  readonly #audit: SignatureAudit;
  readonly #cache: EvidenceCache = new EvidenceCache();
  // Open evidence in the order of asking, which is the order in which failures decide.
  readonly #open: Map<string, OpenEvidence> = new Map();
  #asked = 0;
  // The keys, message and signature of the last `signerAmong` that found no signer.
  #unsigned: readonly Signed[] = [];

  constructor(services: {
    readonly pool: VerificationPool;
    readonly audit: SignatureAudit;
    readonly turns: EventLoopTurns;
  }) {
    this.turns = services.turns;
    this.#pool = services.pool;
    this.#audit = services.audit;
  }

  /** Whether an answer since the last `settle` was provisional: evidence is open. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** How many questions were asked since the start. The pass compares the count to notice that a transaction cost time. */
  get asked(): number {
    return this.#asked;
  }

  /** Whether asking ahead pays. It does not where main is alone. */
  get hasHelp(): boolean {
    return this.#pool.healthyWorkers > 0;
  }

  isGood(kind: EvidenceKind, key: Uint8Array, message: Uint8Array, proof: Uint8Array): boolean {
    this.#asked++;
    if (key.length !== PUBLIC_KEY_SIZE || proof.length !== evidenceSizes[kind]) return false;
    const digest = digestOf(kind, key, message, proof);
    const known = this.#cache.get(digest);
    if (known !== undefined) return known === Verdict.GOOD;
    this.#ask({ kind, isCandidate: false, digest, key: key.slice(), message: message.slice(), proof: proof.slice() });
    return true;
  }

  signerAmong(keys: readonly Uint8Array[], message: Uint8Array, signature: Uint8Array): number {
    if (signature.length !== SIGNATURE_SIZE) return -1;
    const kind = EvidenceKind.SIGNATURE;
    const untried: { readonly digest: string; readonly key: Uint8Array }[] = [];
    for (const [at, key] of keys.entries()) {
      this.#asked++;
      if (key.length !== PUBLIC_KEY_SIZE) continue;
      const digest = digestOf(kind, key, message, signature);
      const known = this.#cache.get(digest);
      if (known === Verdict.GOOD) return at;
      if (known === undefined) untried.push({ digest, key });
    }
    if (untried.length === 0) {
      this.#unsigned = keys.map((publicKey) => ({ publicKey, message, signature }));
      return -1;
    }
    const copies = { message: message.slice(), proof: signature.slice() };
    // Threads try all keys at once. Main alone tries one after the other, because one of them probably is the signer.
    for (const { digest, key } of this.hasHelp ? untried : untried.slice(0, 1)) {
      this.#ask({ kind, isCandidate: true, digest, key: key.slice(), ...copies });
    }
    return 0;
  }

  /** Verifies again before a transaction is refused because `signerAmong` has just found no signer. @throws TOS_VERIFIER_DISAGREEMENT when the oracle differs */
  confirmUnsigned(): void {
    for (const signed of this.#unsigned.slice(0, KEYS_CONFIRMED)) this.#audit.confirmBad(signed);
  }

  #ask(evidence: OpenEvidence): void {
    if (!this.#open.has(evidence.digest)) this.#open.set(evidence.digest, evidence);
  }

  /** Drops open evidence, which a block that was refused or failed may have left. */
  forgetOpen(): void {
    this.#open.clear();
  }

  /** Verifies open evidence in the order of asking, up to the first piece that is bad and no candidate. */
  async settle(): Promise<Settled> {
    const open = [...this.#open.values()];
    this.#open.clear();
    const since = performance.now();
    const claims: JobClaims[] = [];
    let verified = 0;
    let busyMs = 0;
    let isComplete = true;
    for (let from = 0; from < open.length && isComplete; ) {
      const { kind, isCandidate } = open[from]!;
      let to = from + 1;
      while (open[to]?.kind === kind && open[to]?.isCandidate === isCandidate) to++;
      const run = await this.#verify(kind, open.slice(from, to));
      if (!isCandidate) verified += run.verified;
      busyMs += run.busyMs;
      claims.push(run.claims);
      isComplete = run.isGood;
      from = to;
    }
    return { verified, since, until: performance.now(), busyMs, claims, isComplete };
  }

  async #verify(kind: EvidenceKind, open: readonly OpenEvidence[]) {
    const records = recordsOf(open);
    const stopAtBad = !open[0]!.isCandidate;
    const { verdicts, busyMs, claims } = await this.#pool.start(records, stopAtBad, kind).finish();
    let verified = 0;
    let isGood = true;
    for (const [slot, one] of open.entries()) {
      // After the first bad piece, threads may or may not have given verdicts.
      if (!isGood && verdicts[slot] !== Verdict.GOOD) continue;
      const verdict = this.#pool.verdictOf(records, verdicts, slot, kind);
      verified++;
      if (kind === EvidenceKind.SIGNATURE) this.#look(one, verdict);
      if (verdict !== Verdict.GOOD && stopAtBad) isGood = false;
      this.#cache.add(one.digest, verdict);
      if (this.turns.isDue) await this.turns.give();
    }
    return { verified, busyMs, claims, isGood };
  }

  #look({ isCandidate, key: publicKey, message, proof: signature }: OpenEvidence, verdict: Verdict): void {
    if (verdict === Verdict.GOOD) this.#audit.sampleGood(() => ({ publicKey, message, signature }));
    else if (!isCandidate) this.#audit.confirmBad({ publicKey, message, signature });
  }
}

/** Returns the digest of a piece of evidence. All parts before the message have a fixed size, so different evidence has different bytes. */
function digestOf(kind: EvidenceKind, key: Uint8Array, message: Uint8Array, proof: Uint8Array): string {
  return String.fromCharCode(...blake3(Uint8Array.of(kind), key, proof, message));
}

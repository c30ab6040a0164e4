import { blake3, EvidenceKind, PUBLIC_KEY_SIZE, Verdict } from '@tos/crypto';
import { type Evidence, evidenceSizes } from '@tos/runtime';
import type { EventLoopTurns } from '../event-loop-turns.ts';
import type { SignatureAudit } from '../signature-audit.ts';
import type { VerificationPool } from '../verification/verification-pool.ts';
import { EvidenceCache } from './evidence-cache.ts';
import { type OpenEvidence, recordsOf } from './open-evidence.ts';

/** What verifying took. */
export interface Settled {
  readonly verified: number;
  readonly tookMs: number;
  /** Milliseconds of work, over all threads. */
  readonly busyMs: number;
  /** False when something bad was found: what was asked behind it may still be open, and must be asked again. */
  readonly isComplete: boolean;
}

/**
 * Answers what rules ask about evidence. What no verdict is known for is kept until `settle`, which has it verified by all threads,
 * main among them in slices, and remembers the verdicts.
 */
export class EvidenceDesk implements Evidence {
  readonly turns: EventLoopTurns;
  readonly #pool: VerificationPool;
  readonly #audit: SignatureAudit;
  readonly #cache: EvidenceCache = new EvidenceCache();
  // In the order of asking, which is the order in which failures win.
  readonly #open: Map<string, OpenEvidence> = new Map();
  #asked = 0;

  constructor(services: {
    readonly pool: VerificationPool;
    readonly audit: SignatureAudit;
    readonly turns: EventLoopTurns;
  }) {
    this.turns = services.turns;
    this.#pool = services.pool;
    this.#audit = services.audit;
  }

  /** Whether an answer since the last `settle` was provisional. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** How often it was asked, ever: what answers cost. */
  get asked(): number {
    return this.#asked;
  }

  /** Whether it pays to ask ahead: alone, main gains nothing by it. */
  get hasHelp(): boolean {
    return this.#pool.healthyWorkers > 0;
  }

  isGood(kind: EvidenceKind, key: Uint8Array, message: Uint8Array, proof: Uint8Array): boolean {
    this.#asked++;
    if (key.length !== PUBLIC_KEY_SIZE || proof.length !== evidenceSizes[kind]) return false;
    // Everything before the message has a fixed size, so that no two pieces of evidence share bytes.
    const digest = String.fromCharCode(...blake3(Uint8Array.of(kind), key, proof, message));
    const known = this.#cache.get(digest);
    if (known !== undefined) return known === Verdict.GOOD;
    if (!this.#open.has(digest)) {
      this.#open.set(digest, { kind, digest, key: key.slice(), message: message.slice(), proof: proof.slice() });
    }
    return true;
  }

  /** Forgets what is open, say of a block that was given up. */
  forgetOpen(): void {
    this.#open.clear();
  }

  /** Verifies what is open, in the order of asking, up to the first that is bad. */
  async settle(): Promise<Settled> {
    const open = [...this.#open.values()];
    this.#open.clear();
    const started = performance.now();
    let verified = 0;
    let busyMs = 0;
    let isComplete = true;
    for (let from = 0; from < open.length && isComplete; ) {
      const { kind } = open[from]!;
      let to = from + 1;
      while (open[to]?.kind === kind) to++;
      const run = await this.#verify(kind, open.slice(from, to));
      verified += run.verified;
      busyMs += run.busyMs;
      isComplete = run.isGood;
      from = to;
    }
    return { verified, tookMs: performance.now() - started, busyMs, isComplete };
  }

  async #verify(kind: EvidenceKind, open: readonly OpenEvidence[]) {
    const records = recordsOf(open);
    const { verdicts, busyMs } = await this.#pool.start(records, true, kind).finish();
    let verified = 0;
    let isGood = true;
    for (const [slot, one] of open.entries()) {
      // Behind the first that is bad, threads give verdicts or not.
      if (!isGood && verdicts[slot] !== Verdict.GOOD) continue;
      const verdict = this.#pool.verdictOf(records, verdicts, slot, kind);
      verified++;
      if (kind === EvidenceKind.SIGNATURE) this.#look(one, verdict);
      if (verdict !== Verdict.GOOD) isGood = false;
      this.#cache.add(one.digest, verdict);
      if (this.turns.isDue) await this.turns.give();
    }
    return { verified, busyMs, isGood };
  }

  #look({ key: publicKey, message, proof: signature }: OpenEvidence, verdict: Verdict): void {
    if (verdict === Verdict.GOOD) this.#audit.sampleGood(() => ({ publicKey, message, signature }));
    else this.#audit.confirmBad({ publicKey, message, signature });
  }
}

import { receiveMessageOnPort } from 'node:worker_threads';
import type { EvidenceKind } from '@tos/crypto';
import { READY, type ThreadInput } from '@tos/tasks/threads';
import { KIND, readJob } from './job-layout.ts';
import { ACK, EPOCH, STOP } from './mailbox.ts';
import { threadDefaultVerifier } from './thread-default-verifier.ts';
import { ThreadReporter } from './thread-report.ts';
import { loadVerifier, type VerifierOptions } from './verifier-module.ts';
import { VerifiersByKind } from './verifiers-by-kind.ts';
import { claimNext, largestClaim, verifyClaim } from './verify-claims.ts';

/** The input of a thread that verifies. */
export interface VerificationThreadInput extends ThreadInput {
  readonly mailbox: Int32Array;
  readonly report: Float64Array;
  /** URL of the verifier's module; undefined for the default verifier. */
  readonly verifierUrl: string | undefined;
  /** The lane whose records this thread takes first. */
  readonly lane: number;
  readonly verifierOptions: VerifierOptions;
}

/** Serves verification jobs until STOP: one call for the life of the thread. */
export async function serveVerification(input: VerificationThreadInput): Promise<void> {
  const { port, mailbox, report, lane, verifierUrl, verifierOptions } = input;
  const verifier = await loadVerifier(verifierUrl ?? threadDefaultVerifier, verifierOptions);
  const verifiers = new VerifiersByKind(verifierUrl, threadDefaultVerifier, verifier);
  const reporter = new ThreadReporter(report, verifier);
  reporter.countVerifier();
  let memory = new SharedArrayBuffer(0);
  let epoch = 0;
  // From here on the thread lives until STOP.
  port.ref();
  port.postMessage(READY);
  for (;;) {
    Atomics.wait(mailbox, EPOCH, epoch);
    epoch = Atomics.load(mailbox, EPOCH);
    if (epoch === STOP) return;
    for (let sent = receiveMessageOnPort(port); sent !== undefined; sent = receiveMessageOnPort(port)) {
      memory = sent.message;
    }
    const started = performance.now();
    reporter.started();
    const job = readJob(memory);
    const kind = job.control[KIND] as EvidenceKind;
    const ofKind = await verifiers.load(kind);
    const claim = { from: 0, to: 0 };
    while (claimNext(job, lane, largestClaim(kind), claim)) {
      reporter.claimed(claim.to - claim.from);
      verifyClaim(job, claim, ofKind, lane);
    }
    reporter.done(performance.now() - started);
    Atomics.store(mailbox, ACK, epoch);
    Atomics.notify(mailbox, ACK);
  }
}

import { receiveMessageOnPort } from 'node:worker_threads';
import type { EvidenceKind } from '@tos/crypto';
import { READY, type ThreadInput } from '@tos/tasks/threads';
import { KIND, readJob } from './job-layout.ts';
import { ACK, STOP, waitForJob } from './mailbox.ts';
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
  // From here on the thread lives until STOP.
  port.ref();
  port.postMessage(READY);
  for (;;) {
    const job = waitForJob(mailbox);
    if (job === STOP) return;
    for (let sent = receiveMessageOnPort(port); sent !== undefined; sent = receiveMessageOnPort(port)) {
      memory = sent.message;
    }
    const started = performance.now();
    reporter.started();
    const views = readJob(memory);
    const kind = views.control[KIND] as EvidenceKind;
    const ofKind = await verifiers.load(kind);
    const claim = { from: 0, to: 0 };
    while (claimNext(views, lane, largestClaim(kind), claim)) {
      reporter.claimed(claim.to - claim.from);
      verifyClaim(views, claim, ofKind, lane);
    }
    reporter.done(performance.now() - started);
    Atomics.store(mailbox, ACK, job);
    Atomics.notify(mailbox, ACK);
  }
}

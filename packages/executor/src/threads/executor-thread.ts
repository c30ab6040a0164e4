import { serveThread } from '@tos/tasks/threads';
import { serveVerification } from '../verification/verification-worker.ts';

// What every thread of a block executor runs: one file, so that a bundle needs no other one beside it for its blocks.
void serveThread(serveVerification);

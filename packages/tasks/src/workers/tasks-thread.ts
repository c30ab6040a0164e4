import { serveThread } from '../threads/serve-thread.ts';
import { serveTasks } from './task-worker.ts';

// What every thread of a task executor runs: one file, so that a bundle needs no other one beside it for its tasks.
void serveThread(serveTasks);

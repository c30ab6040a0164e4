import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { ThreadTask } from '../../threads/start-thread.ts';
import { MessageRing } from './message-ring.ts';
import { FORGET, STOP } from './task-message.ts';
import { TaskThread } from './task-thread.ts';

/** The memory of the ring from main of the thread that was started last. */
let inbox: SharedArrayBuffer | undefined;

// A thread that reads nothing, so that the test does.
vi.mock('../../threads/start-thread.ts', () => ({
  startThread(task: ThreadTask): EventEmitter {
    if (task.work === 'tasks') inbox = task.inbox;
    return Object.assign(new EventEmitter(), { unref: () => undefined, terminate: () => undefined });
  },
}));

// The tasks of about a thousand bytes fill the ring to its last bytes; of the larger ones a last one does not fit.
test.each([1000, 1003, 1007, 1010, 5000, 60_000])(
  'behind as many tasks as have room, with inputs of %i bytes, a thread can still be told to forget and to stop',
  (size) => {
    const thread = new TaskThread('file:///nowhere.js', new Int32Array(new SharedArrayBuffer(4)), 32);
    let tasks = 0;
    while (thread.send(new Uint8Array(size), undefined) !== undefined) tasks++;
    thread.forget();
    thread.stop();

    if (inbox === undefined) throw new Error('no thread was started');
    const ring = new MessageRing(inbox);
    const lengths: number[] = [];
    for (let message = ring.peek(); message !== undefined; message = ring.peek()) {
      lengths.push(message.length);
      ring.pop();
    }
    expect(tasks).toBeGreaterThan(1);
    expect(lengths.slice(tasks)).toEqual([FORGET.length, STOP.length]);
  },
);

import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { MessageRing } from './message-ring.ts';
import { FORGET, STOP } from './task-message.ts';
import { TaskThread } from './task-thread.ts';
import type { TaskThreadInput } from './task-worker.ts';

/** The memory of the ring from main to the thread that was started last. */
let inbox: SharedArrayBuffer | undefined;

// The mocked thread reads nothing, so that the test can read its ring.
vi.mock('./start-tasks-thread.ts', () => ({
  startTasksThread(input: TaskThreadInput): EventEmitter {
    inbox = input.inbox;
    return Object.assign(new EventEmitter(), { unref: () => undefined, terminate: () => undefined });
  },
}));

// Tasks of about a thousand bytes fill the ring to its last bytes; larger tasks leave a rest in which another does not fit.
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

import { compareBytes } from '@tos/state';
import type { RpcContext } from '../method/rpc-context.ts';
import { type ChainEventName, chainEventNames } from '../schemas/notify-event.ts';
import type { BlockSteps } from './block-steps.ts';
import { ChainCursor, type ChainPosition } from './chain-cursor.ts';
import type { ChainStep } from './chain-step.ts';
import type { EventFrame } from './event-frame.ts';
import type { FrameSink } from './frame-sink.ts';
import { stepResults } from './step-results.ts';

/** Time after which a walk through stored blocks lets the event loop turn. */
const SLICE_MS = 2;

export interface FeedParts {
  readonly context: Pick<RpcContext, 'chain' | 'storage' | 'mempool'>;
  readonly steps: BlockSteps;
  readonly sink: FrameSink;
  /** Receives what broke the walk, which has ended then. */
  onFailure(error: unknown): void;
}

/** A step of which a part was sent. */
interface BegunStep extends Pick<ChainStep, 'change' | 'topoheight' | 'hash' | 'parent'> {
  /** The index of an event in `chainEventNames`, and of the next of its results. */
  event: number;
  result: number;
}

/**
 * Sends the events of the order of blocks to one socket as fast as the socket takes them. A slow reader keeps its place in the chain, and
 * the node keeps nothing for it but this place.
 */
export class ChainFeed {
  /** Who gets which event. An event that joins later is sent from the step under way on. */
  readonly frames: Map<ChainEventName, EventFrame> = new Map();
  readonly #parts: FeedParts;
  readonly #cursor: ChainCursor;
  #begun: BegunStep | undefined;
  #isRunning = false;
  #isWoken = false;
  #isClosed = false;

  constructor(position: ChainPosition, parts: FeedParts) {
    this.#parts = parts;
    this.#cursor = new ChainCursor(position, parts.context.storage, parts.steps);
  }

  /** To be called when the chain has changed, and when the sink has room again. */
  wake(): void {
    this.#isWoken = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWoken && !this.#isClosed) {
        this.#isWoken = false;
        await this.#walk();
      }
    } catch (error) {
      if (!this.#isClosed) this.#parts.onFailure(error);
      this.#isClosed = true;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Takes steps until the head, or until the sink is full. */
  async #walk(): Promise<void> {
    const { sink } = this.#parts;
    let since = performance.now();
    while (!this.#isClosed && sink.hasRoom()) {
      const step = await this.#cursor.peek();
      if (this.#isClosed) return;
      const begun = this.#begun;
      if (begun !== undefined && !isSameStep(begun, step)) {
        // The chain has changed while a part was sent: the reader has seen this step, and sees the next one.
        this.#finish(begun);
        continue;
      }
      if (step === undefined) return;
      if (!(await this.#send(step))) return;
      if (performance.now() - since < SLICE_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
  }

  /** @returns false when the sink was full before the end of the step */
  async #send(step: ChainStep): Promise<boolean> {
    const { sink, context } = this.#parts;
    const { change, topoheight, hash, parent } = step;
    this.#begun ??= { change, topoheight, hash, parent, event: 0, result: 0 };
    const begun = this.#begun;
    for (; begun.event < chainEventNames.length; begun.event++, begun.result = 0) {
      const name = chainEventNames[begun.event]!;
      const frame = this.frames.get(name);
      if (frame === undefined) continue;
      const results = stepResults(name, step, context);
      for (; begun.result < results.count; begun.result++) {
        if (!sink.hasRoom()) return false;
        const result = results.at(begun.result);
        const members = typeof result === 'string' ? result : await result;
        if (this.#isClosed) return false;
        // The caller may have unsubscribed meanwhile.
        if (this.frames.get(name) !== frame) break;
        sink.send(frame(members));
      }
    }
    this.#finish(begun);
    return true;
  }

  #finish(step: BegunStep): void {
    this.#cursor.take(step);
    this.#begun = undefined;
  }
}

function isSameStep(begun: BegunStep, step: ChainStep | undefined): boolean {
  return step !== undefined && begun.change === step.change && compareBytes(begun.hash, step.hash) === 0;
}

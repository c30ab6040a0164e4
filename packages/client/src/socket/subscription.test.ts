import { afterEach, expect, test, vi } from 'vitest';
import { subscription } from './subscription.ts';

type Listener = (event: { readonly data: unknown }) => void;

afterEach(() => vi.unstubAllGlobals());

/** A socket that answers what it is sent with all these frames at once, and then closes. */
function answering(frames: readonly string[]): void {
  vi.stubGlobal(
    'WebSocket',
    class {
      readonly #listeners = new Map<string, Listener>();
      constructor() {
        queueMicrotask(() => this.#emit('open'));
      }
      addEventListener(type: string, listener: Listener): void {
        this.#listeners.set(type, listener);
      }
      send(): void {
        for (const data of frames) this.#emit('message', data);
        this.#emit('close');
      }
      close(): void {
        this.#listeners.clear();
      }
      #emit(type: string, data?: string): void {
        this.#listeners.get(type)?.({ data });
      }
    },
  );
}

const frame = (characters: number) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, result: { hash: 'a'.repeat(characters) } });

async function countOf(frames: readonly string[]): Promise<number> {
  answering(['{"jsonrpc":"2.0","id":1,"result":true}', ...frames]);
  let count = 0;
  for await (const _ of subscription(new URL('http://127.0.0.1:1/json_rpc'), {}, undefined)) count++;
  return count;
}

test('what waits for a slow reader is bounded, by its number and by its size', async () => {
  expect(await countOf(new Array(900).fill(frame(10)))).toBe(900);
  expect(await countOf(new Array(2000).fill(frame(10)))).toBe(999);
  expect(await countOf(new Array(40).fill(frame(1024 * 1024)))).toBe(16);
  expect(await countOf([frame(20 * 1024 * 1024), frame(10)]), 'a frame that is larger than all may be').toBe(1);
});

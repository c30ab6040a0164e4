/** Words before the bytes of the messages. HEAD and TAIL lie 64 bytes apart, each alone on a cache line. */
const HEADER_WORDS = 32;
const HEAD = 0;
const TAIL = 16;
const WRAP = -1;
const LENGTH_BYTES = 4;

/**
 * A queue of messages in shared memory, for one thread that writes and one that reads. A position counts bytes and wraps at 2^32.
 * Only the writer changes HEAD, after the bytes are there; only the reader changes TAIL, when it needs the bytes no longer.
 */
export class MessageRing {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #lengths: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #capacity: number;

  /** Returns how many bytes of memory a ring needs. @param capacity bytes for messages, a power of two */
  static size(capacity: number): number {
    return 4 * HEADER_WORDS + capacity;
  }

  /** @param memory of `MessageRing.size` bytes, all zero at first */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, HEADER_WORDS);
    this.#lengths = new Int32Array(memory, 4 * HEADER_WORDS);
    this.#bytes = new Uint8Array(memory, 4 * HEADER_WORDS);
    this.#capacity = this.#bytes.length;
  }

  /** Bytes of the longest message that the ring takes: two of these fit, wherever in the memory the first one begins. */
  get longest(): number {
    return (this.#capacity >> 2) - LENGTH_BYTES;
  }

  /** Writer: true when there is room for a message of this length now. */
  fits(length: number): boolean {
    const head = this.#words[HEAD]!;
    const used = (head - Atomics.load(this.#words, TAIL)) >>> 0;
    return used + this.#skip(head, length) + sizeOf(length) <= this.#capacity;
  }

  /** Writer: false when there is no room now. */
  push(message: Uint8Array): boolean {
    if (!this.fits(message.length)) return false;
    const head = this.#words[HEAD]!;
    const at = head & (this.#capacity - 1);
    const skip = this.#skip(head, message.length);
    if (skip > 0) this.#lengths[at >> 2] = WRAP;
    const start = skip > 0 ? 0 : at;
    this.#lengths[start >> 2] = message.length;
    this.#bytes.set(message, start + LENGTH_BYTES);
    Atomics.store(this.#words, HEAD, (head + skip + sizeOf(message.length)) | 0);
    return true;
  }

  /** Reader: returns the first message, a view into the ring that is valid until `pop`; undefined when there is none. */
  peek(): Uint8Array | undefined {
    for (;;) {
      const tail = this.#words[TAIL]!;
      if (Atomics.load(this.#words, HEAD) === tail) return undefined;
      const at = tail & (this.#capacity - 1);
      const length = this.#lengths[at >> 2]!;
      if (length !== WRAP) return this.#bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length);
      Atomics.store(this.#words, TAIL, (tail + this.#capacity - at) | 0);
    }
  }

  /** Reader: removes the first message. */
  pop(): void {
    const tail = this.#words[TAIL]!;
    const length = this.#lengths[(tail & (this.#capacity - 1)) >> 2]!;
    Atomics.store(this.#words, TAIL, (tail + sizeOf(length)) | 0);
  }

  /** Reader: sleeps until there is a message. */
  waitForMessage(): void {
    Atomics.wait(this.#words, HEAD, this.#words[TAIL]!);
  }

  /** Writer: wakes a sleeping reader. */
  wakeReader(): void {
    Atomics.notify(this.#words, HEAD);
  }

  /** Writer: sleeps until the reader has removed a message, or for this many milliseconds. */
  waitForRoom(milliseconds: number): void {
    Atomics.wait(this.#words, TAIL, Atomics.load(this.#words, TAIL), milliseconds);
  }

  /** Reader: wakes a writer that waits for room. */
  wakeWriter(): void {
    Atomics.notify(this.#words, TAIL);
  }

  /** Returns how many bytes stay free at the end of the memory, because a message lies in one piece. */
  #skip(head: number, length: number): number {
    const toEnd = this.#capacity - (head & (this.#capacity - 1));
    return toEnd < sizeOf(length) ? toEnd : 0;
  }
}

function sizeOf(length: number): number {
  return LENGTH_BYTES + ((length + 3) & ~3);
}

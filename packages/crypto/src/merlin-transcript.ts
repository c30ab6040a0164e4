// Merlin 1.0 transcripts over STROBE-128 (merlin.cool, strobe.sourceforge.io): they replace the challenges of an interactive proof by hashes.
import { keccakP } from '@noble/hashes/sha3.js';
import { assertBytes, assertInteger, assertText, invalidArgument } from '@tos/protocol';

const STATE_SIZE = 200;
/** Bytes of the state that take in data: 200, less twice the security of 128 bits, less the 2 bytes of STROBE's padding. */
const RATE = STATE_SIZE - (2 * 128) / 8 - 2;

// Flags of an operation.
const INBOUND = 1; // I
const APPLICATION = 2; // A
const CIPHER = 4; // C
const META = 16; // M

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** Bytes of the longest challenge; every known proof draws less. */
const MAX_CHALLENGE = 65_536;

/** A running hash of a proof's messages. Labels are ASCII. Its methods throw TOS_INVALID_ARGUMENT. */
export class MerlinTranscript {
  readonly #bytes: Uint8Array = new Uint8Array(STATE_SIZE);
  // The memory of #bytes as little-endian words, which Keccak permutes.
  readonly #words: Uint32Array = new Uint32Array(this.#bytes.buffer);
  #position = 0;
  #begin = 0;

  /** @param label the name of the proof's protocol. */
  constructor(label: string) {
    assertLabel(label);
    this.#bytes.set([1, RATE + 2, 1, 0, 1, 96]);
    this.#bytes.set(ascii('STROBEv1.0.2'), 6);
    this.#permute();
    this.#operate(META | APPLICATION);
    this.#absorb(ascii('Merlin v1.0'));
    this.append('dom-sep', ascii(label));
  }

  /** Adds a message. */
  append(label: string, message: Uint8Array): void {
    assertLabel(label);
    assertBytes(message, 'message');
    this.#label(label, message.length);
    this.#operate(APPLICATION);
    this.#absorb(message);
  }

  /** Returns `length` bytes, at most 65,536, that depend on every message and challenge so far. */
  challenge(label: string, length: number): Uint8Array {
    assertLabel(label);
    assertInteger(length, 'length', 0, MAX_CHALLENGE);
    this.#label(label, length);
    this.#operate(INBOUND | APPLICATION | CIPHER);
    const output = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      output[i] = this.#bytes[this.#position]!;
      this.#bytes[this.#position] = 0;
      this.#advance();
    }
    return output;
  }

  /** A label and the length of what follows it, as one operation. */
  #label(label: string, length: number): void {
    this.#operate(META | APPLICATION);
    this.#absorb(ascii(label));
    this.#absorb(Uint8Array.of(length, length >>> 8, length >>> 16, length >>> 24));
  }

  #operate(flags: number): void {
    const before = this.#begin;
    this.#begin = this.#position + 1;
    this.#absorb(Uint8Array.of(before, flags));
    if ((flags & CIPHER) !== 0 && this.#position !== 0) this.#runF();
  }

  #absorb(data: Uint8Array): void {
    for (const byte of data) {
      this.#bytes[this.#position]! ^= byte;
      this.#advance();
    }
  }

  #advance(): void {
    this.#position++;
    if (this.#position === RATE) this.#runF();
  }

  #runF(): void {
    this.#bytes[this.#position]! ^= this.#begin;
    this.#bytes[this.#position + 1]! ^= 0x04;
    this.#bytes[RATE + 1]! ^= 0x80;
    this.#permute();
    this.#position = 0;
    this.#begin = 0;
  }

  #permute(): void {
    keccakP(this.#words);
  }
}

function assertLabel(label: string): void {
  assertText(label, 'label');
  if ([...label].some((c) => c > '\u007f')) throw invalidArgument('label', 'ASCII', label);
}

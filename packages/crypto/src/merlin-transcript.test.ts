import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { MerlinTranscript } from './merlin-transcript.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

test('the known answer of the Merlin crate', () => {
  const transcript = new MerlinTranscript('test protocol');
  transcript.append('some label', ascii('some data'));
  expect(bytesToHex(transcript.challenge('challenge', 32))).toBe(
    'd5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615',
  );
});

test('every label, message and split makes a difference', () => {
  const challenges = [
    [['a', 'bc']],
    [['a', 'bd']],
    [['b', 'bc']],
    [['ab', 'c']],
    [
      ['a', 'b'],
      ['', 'c'],
    ],
    [],
  ].map((messages) => {
    const transcript = new MerlinTranscript('proof');
    for (const [label = '', message = ''] of messages) transcript.append(label, ascii(message));
    return bytesToHex(transcript.challenge('c', 64));
  });
  expect(new Set(challenges).size).toBe(challenges.length);
});

test('messages and challenges longer than the rate', () => {
  for (const length of [164, 165, 166, 167, 400]) {
    const transcript = new MerlinTranscript('proof');
    transcript.append('m', new Uint8Array(length));
    const challenge = transcript.challenge('c', length);
    expect(new Set(challenge).size, `${length} bytes`).toBeGreaterThan(50);
    expect(transcript.challenge('c', length), `${length} bytes`).not.toEqual(challenge);
  }
});

import { bytesToHex } from '@noble/hashes/utils.js';
import { createKeyPair } from '@tos/crypto';
import { TosError } from '@tos/protocol';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

const abilities = { isTerminal: false, hasColours: false, rewritesLines: false };

/** What a logger writes. */
function written(log: (logger: ReturnType<typeof createLogger>) => void, isTerminal = false): string {
  let text = '';
  const write = (line: string): void => {
    text += line;
  };
  log(createLogger('debug', { abilities: { ...abilities, isTerminal }, write }));
  return text;
}

test('a line is JSON, and on a terminal it is for people', () => {
  const line = JSON.parse(written((logger) => logger.info({ height: 7 }, 'a block')));
  expect(line).toMatchObject({ level: 30, height: 7, msg: 'a block', time: expect.any(Number) });
  expect(written((logger) => logger.info({ height: 7 }, 'a block'), true)).toMatch(
    /^\[\d\d:.+\] INFO: a block\n +height: 7\n$/,
  );
});

const privateKey = new Uint8Array(32).fill(7);
const secret = bytesToHex(privateKey);

test.each([false, true])('no secret is logged, wherever it is in what is logged (terminal: %s)', (isTerminal) => {
  const wrapped = (value: object, depth: number): object => (depth === 0 ? value : { in: wrapped(value, depth - 1) });
  for (const name of ['privateKey', 'private_key', 'secret', 'secretKey', 'seed', 'mnemonic', 'password']) {
    for (let depth = 0; depth <= 4; depth++) {
      const text = written(
        (logger) => logger.info(wrapped({ [name]: secret, public: 'shown' }, depth), 'x'),
        isTerminal,
      );
      expect(text, `${name} at ${depth}`).not.toContain(secret);
      expect(text).toContain('shown');
    }
  }
});

test('a key pair shows no private key, nor does an error with one in its details', () => {
  const keyPair = createKeyPair(privateKey);
  const error = Object.assign(new TosError('TOS_INTERNAL', { reason: 'x' }), { details: { privateKey, keyPair } });
  const text = written((logger) => {
    logger.info({ keyPair }, 'x');
    logger.info(keyPair, 'x');
    logger.error({ err: error }, 'x');
    logger.error(error);
  });
  expect(text).not.toContain(secret);
  // As an array of bytes, and as an object of them.
  expect(text).not.toMatch(/7,"?1?"?:?7,/);
  expect(text).toContain('(left out)');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSignRequest, encodeSignRequest } from './sign-request.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const transfer = fc.record({ sender: fc.nat(2 ** 32 - 1), nonce: u64, amount: u64, receiver: bytes32 });
const request = fc.record({
  reference: fc.record({ hash: bytes32, topoheight: u64 }),
  transfers: fc.array(transfer, { maxLength: 5 }),
});

test('a request comes back as it was', () => {
  fc.assert(
    fc.property(request, (it) => {
      expect(decodeSignRequest(encodeSignRequest(it))).toEqual(it);
    }),
  );
});

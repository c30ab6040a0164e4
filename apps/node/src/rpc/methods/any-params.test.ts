import { type ExactJsonInput, U64_MAX } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addresses, InjectedRpcDevnet, transfers } from '../../../test/injected-rpc-devnet.ts';
import { rpcMethods } from './rpc-methods.ts';

/** Values that some param may have, and values that none may have. */
const value: fc.Arbitrary<ExactJsonInput> = fc.oneof(
  fc.constantFrom(...addresses, '', 'tst1', '00'.repeat(32), `${'00'.repeat(31)}01`, 'ff'.repeat(32), 'zz'),
  fc.constantFrom(0n, 1n, 2n, 3n, 4n, 100n, 101n, -1n, 2n ** 53n, U64_MAX, U64_MAX + 1n, 10n ** 40n),
  fc.constantFrom('1', '-1', '1e3', '99999999999999999999'),
  fc.constantFrom(true, false, null),
  fc.array(fc.constantFrom('00'.repeat(32), 'x', 1n), { maxLength: 3 }),
  fc.constant({}),
);

test('whatever the params are, a method answers, or says what is wrong with them', async () => {
  const devnet = await InjectedRpcDevnet.open();
  for (let i = 0; i < 3; i++) await devnet.block([{ from: i, payload: transfers(5, 1n) }]);
  // The controls of a devnet have tests of their own.
  const methods = [...rpcMethods.values()].filter(({ access }) => access === 'public');
  const call = fc.constantFrom(...methods).chain(({ name, params }) => {
    const members = Object.keys(params?.shape ?? {});
    return fc.record({
      name: fc.constant(name),
      params: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.record(Object.fromEntries(members.map((member) => [member, value])), { requiredKeys: [] }),
        },
        { weight: 1, arbitrary: value },
      ),
    });
  });
  await fc.assert(
    fc.asyncProperty(call, async ({ name, params }) => {
      // The devnet of the test throws what would be an internal error, and a result that its schema does not describe.
      const error = await devnet.call(name, params).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (error !== null) expect(error, name).toMatchObject({ code: expect.any(BigInt), message: expect.any(String) });
    }),
    { numRuns: 5000 },
  );
});

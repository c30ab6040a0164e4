import { createClient } from '@tos/client';
import { afterEach, expect, test, vi } from 'vitest';
import { readAccount } from './read-account.ts';

const node = createClient({ url: 'http://127.0.0.1:1' });
const energy = { energy: 0, frozen: 0, freezes: [], delegations: [], pending_unfreezes: [] };

afterEach(() => vi.unstubAllGlobals());

/** A node with one account, or none. */
function answering(isRegistered: boolean, registration: object): void {
  const answers: { readonly [method: string]: object } = {
    get_energy: { result: energy },
    get_name: { result: null },
    get_account_assets: { result: [] },
    has_multisig: { result: false },
    is_account_registered: { result: isRegistered },
    get_nonce: { result: { nonce: 4 } },
    get_account_registration_topoheight: registration,
  };
  vi.stubGlobal('fetch', (_url: unknown, { body }: { readonly body: string }) =>
    Promise.resolve(new Response(JSON.stringify({ jsonrpc: '2.0', id: 1, ...answers[JSON.parse(body).method] }))),
  );
}

const refused = (code: string) => ({ error: { code: -32_004, message: 'no', data: { code } } });

test.each([
  ['known', true, { result: 12 }, { isRegistered: true, registered: 12n, nonce: 4n }],
  ['in the pruned part', true, refused('TOS_NOT_KEPT'), { isRegistered: true, registered: null, nonce: 4n }],
  ['of nobody', false, refused('TOS_NOT_FOUND'), { isRegistered: false, registered: null, nonce: 0n }],
])('an account whose registration is %s', async (_case, isRegistered, registration, expected) => {
  answering(isRegistered, registration);
  expect(await readAccount('tst1', node)).toMatchObject(expected);
});

test('a registration that the node refuses to look up is no absence', async () => {
  answering(true, refused('TOS_CAPACITY'));
  await expect(readAccount('tst1', node)).rejects.toMatchObject({ details: { reason: 'TOS_CAPACITY' } });
});

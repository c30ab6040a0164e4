import { shieldAmount } from '../../../packages/crypto/dist/index.js';
import { COIN } from '../../../packages/protocol/dist/index.js';
import { paidWithEnergy, transfer } from './transfers.mjs';

const TOS = new Uint8Array(32);
/** The least fee of a name in atomic units: 0.1 TOS. */
const NAME_FEE = 10_000_000n;
const CO_SIGNERS = 3;
/** The first bytes of every module. */
const ELF = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);
const NAME_LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * What the other types of transactions are made of, one function per type. Each looks at the chain for what its account can do next, because a
 * rollback may have undone what it did before, and sends at most one transaction.
 */
export const specials = [
  function burn({ others }, random) {
    return {
      kind: 'burn',
      account: random.pick(others),
      payload: { type: 'burn', asset: TOS, amount: BigInt(random.between(1, 1000)) },
    };
  },

  function manyOutputs({ others, people }, random) {
    const transfers = Array.from({ length: random.between(2, 20) }, () => ({
      asset: TOS,
      destination: random.pick(people).publicKey,
      amount: BigInt(random.below(1000)),
      extraData: random.chance(0.5) ? random.bytes(4 * random.between(1, 8)) : null,
    }));
    return { kind: 'transfers', account: random.pick(others), payload: { type: 'transfers', transfers } };
  },

  function deploy({ others }, random) {
    const module = new Uint8Array([...ELF, ...random.bytes(4 * random.between(4, 64))]);
    return {
      kind: 'deploy_contract',
      account: random.pick(others),
      payload: { type: 'deploy_contract', module, invoke: null },
    };
  },

  async function registerName({ people }, random, devnet) {
    const account = random.pick(people);
    const name = `soak${Array.from({ length: 12 }, () => random.pick(NAME_LETTERS)).join('')}`;
    if ((await devnet.call('get_name', { address: account.address })) !== null) return undefined;
    return { kind: 'register_name', account, payload: { type: 'register_name', name }, fee: NAME_FEE };
  },

  async function multisig({ multisigs, rich, people }, random, devnet) {
    const account = random.pick(multisigs);
    const participants = rich.slice(0, CO_SIGNERS);
    if (!(await devnet.call('has_multisig', { address: account.address }))) {
      const keys = participants.map(({ publicKey }) => publicKey);
      return {
        kind: 'multisig',
        account,
        payload: { type: 'multisig', threshold: CO_SIGNERS - 1, participants: keys },
      };
    }
    const coSigners = participants.slice(0, CO_SIGNERS - 1).map(({ keyPair }) => keyPair);
    if (random.chance(0.2)) {
      return { kind: 'multisig', account, payload: { type: 'multisig', threshold: 0, participants: [] }, coSigners };
    }
    return { kind: 'co-signed', account, payload: transfer(random.pick(people), 1), coSigners };
  },

  async function energy({ savers, people }, random, devnet) {
    const account = random.pick(savers);
    const [{ energy: units, freezes, pending_unfreezes: pending }, { topoheight }] = await Promise.all([
      devnet.call('get_energy', { address: account.address }),
      devnet.call('get_info'),
    ]);
    const of = (payload) => ({ kind: `energy ${payload.variant}`, account, payload: { type: 'energy', ...payload } });
    if (pending.some(({ expires_at: at }) => at <= topoheight)) return of({ variant: 'withdraw_unfrozen' });
    const ended = freezes.find(({ unlocks_at: at }) => at <= topoheight);
    if (ended !== undefined && pending.length < 32) {
      return of({
        variant: 'unfreeze_tos',
        amount: ended.amount,
        fromDelegation: false,
        recordIndex: null,
        delegatee: null,
      });
    }
    if (units > 0n && random.chance(0.5)) return paidWithEnergy(account, random.pick(people), random);
    if (freezes.length > 0 && random.chance(0.7)) return undefined;
    if (random.chance(0.3)) {
      const delegatees = [{ delegatee: random.pick(people).publicKey, amount: COIN }];
      return of({ variant: 'freeze_tos_delegate', delegatees, durationDays: 3 });
    }
    return of({ variant: 'freeze_tos', amount: BigInt(random.between(1, 3)) * COIN, durationDays: 3 });
  },

  /** An agent account is registered once; that it is one shows by the refusal of a second registration. */
  function agent({ agents, people }, random) {
    const account = random.pick(agents);
    const controller = people[agents.indexOf(account)];
    const of = (payload) => ({
      kind: `agent ${payload.variant}`,
      account,
      payload: { type: 'agent_account', ...payload },
    });
    if (random.chance(0.3)) {
      const register = { controller: controller.publicKey, energyPool: null, sessionKeyRoot: null };
      return { ...of({ variant: 'register', policyHash: random.bytes(32), ...register }), mayBeRefused: true };
    }
    if (random.chance(0.5)) {
      return { ...of({ variant: 'update_policy', policyHash: random.bytes(32) }), mayBeRefused: true };
    }
    const signed = { kind: 'by a controller', account, signer: controller.keyPair, mayBeRefused: true };
    return { ...signed, payload: transfer(random.pick(people), 1) };
  },

  function shield({ rich }, random) {
    const account = random.pick(rich);
    const receiver = random.pick(rich);
    const amount = 100n * COIN;
    const shielded = shieldAmount(receiver.publicKey, amount, random.bytes(64), random.bytes(64));
    const output = { asset: TOS, destination: receiver.publicKey, amount, extraData: null, ...shielded };
    return {
      kind: 'shield_transfers',
      account,
      payload: { type: 'shield_transfers', transfers: [output], sourceCommitments: [] },
    };
  },
];

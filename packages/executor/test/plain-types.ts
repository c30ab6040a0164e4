import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { isPublicKey } from '@tos/crypto';
import { U64_MAX } from '@tos/protocol';
import type { Payload } from '@tos/transaction';
import { plainEnergy } from './plain-energy.ts';
import { credit, type Of, type PlainStep, type PlainType, senderOf } from './plain-step.ts';
import type { PlainAgent, PlainSessionKey } from './plain-world.ts';

// A second implementation of what each type checks, costs and does, in its simplest form. It shares no code with the rules.

const COIN = 100_000_000n;
const TOS = '00'.repeat(32);
const NOBODY = TOS;

export function plainType(payload: Payload): PlainType {
  switch (payload.type) {
    case 'transfers':
      return transfers(payload);
    case 'burn':
      return burn(payload);
    case 'multisig':
      return multisig(payload);
    case 'energy':
      return plainEnergy(payload);
    case 'register_name':
      return registerName(payload);
    case 'agent_account':
      return agentAccount(payload);
    case 'deploy_contract':
      return deploy(payload);
    case 'shield_transfers':
      return shield(payload);
    default:
      throw new Error(`${payload.type} is refused before anything else`);
  }
}

export const isExecuted = ({ type }: Payload): boolean =>
  type !== 'invoke_contract' && type !== 'uno_transfers' && type !== 'unshield_transfers';

/** Checks each output as its type demands, and the data of the output as all types demand. */
function checkEach<T extends { extraData: Uint8Array | null }>(
  outputs: readonly T[],
  check: (output: T) => number,
): number {
  let extra = 0;
  for (const output of outputs) {
    const refused = check(output);
    if (refused !== 0) return refused;
    const size = output.extraData === null ? 0 : 2 + output.extraData.length;
    if (size > 128) return 0x0107;
    extra += size;
  }
  return extra > 4096 ? 0x0107 : 0;
}

function transfers(payload: Of<'transfers'>): PlainType {
  const outputs = payload.transfers;
  return {
    takesEnergyFee: true,
    outputs: outputs.length,
    costs: () => outputs.map(({ asset, amount }) => [bytesToHex(asset), amount]),
    check: (step) => checkEach(outputs, ({ destination }) => (bytesToHex(destination) === senderOf(step) ? 0x0409 : 0)),
    apply({ world }) {
      const isGood = outputs.every(({ destination, asset, amount }) =>
        credit(world, bytesToHex(destination), bytesToHex(asset), amount),
      );
      return isGood ? 0 : 0x0304;
    },
  };
}

function burn({ asset, amount }: Of<'burn'>): PlainType {
  return {
    costs: () => [[bytesToHex(asset), amount]],
    check({ tx }) {
      if (amount === 0n) return 0x0105;
      return amount + tx.fee > U64_MAX ? 0x0100 : 0;
    },
    apply({ world }) {
      if (bytesToHex(asset) !== TOS) return 0;
      world.burned += amount;
      return world.burned > U64_MAX ? 0x0304 : 0;
    },
  };
}

function multisig({ threshold, participants }: Of<'multisig'>): PlainType {
  const keys = participants.map(bytesToHex);
  return {
    check(step) {
      if (threshold === 0) return step.world.multisig.has(senderOf(step)) ? 0 : 0x0107;
      return threshold > keys.length || keys.includes(senderOf(step)) ? 0x0107 : 0;
    },
    apply(step) {
      if (threshold === 0) step.world.multisig.delete(senderOf(step));
      else step.world.multisig.set(senderOf(step), { threshold, participants: keys });
      return 0;
    },
  };
}

/** Checks a name letter by letter, where the rule has a regular expression. */
function nameIsAllowed(name: string): boolean {
  if (name.length < 3 || name.length > 64) return false;
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  if (!letters.includes(name[0] ?? ' ')) return false;
  for (const [at, char] of [...name].entries()) {
    const isSeparator = '._-'.includes(char);
    if (!isSeparator && !letters.includes(char) && !'0123456789'.includes(char)) return false;
    if (isSeparator && (at === name.length - 1 || '._-'.includes(name[at - 1] ?? ' '))) return false;
  }
  if (['admin', 'wallet', 'user'].includes(name)) return false; // The generator draws these reserved names alone.
  if (name.startsWith('tos1') || name.startsWith('tst1')) return false;
  return !['official', 'verified', 'authentic', 'support', 'help'].some((word) => name.includes(word));
}

function registerName({ name: raw }: Of<'register_name'>): PlainType {
  const name = raw.toLowerCase();
  return {
    check(step) {
      if (!nameIsAllowed(name)) return 0x0107;
      if (step.tx.fee < 10_000_000n) return 0x0301;
      const isTaken = step.world.names.has(name) || [...step.world.names.values()].includes(senderOf(step));
      return isTaken ? 0x0405 : 0;
    },
    apply(step) {
      step.world.names.set(name, senderOf(step));
      return 0;
    },
  };
}

function agentAccount(payload: Of<'agent_account'>): PlainType {
  const poolIsGood = (step: PlainStep, pool: Uint8Array | null, controller: string): boolean => {
    if (pool === null) return true;
    const account = bytesToHex(pool);
    if (account === NOBODY || !step.world.nonces.has(account)) return false;
    return account === senderOf(step) || account === controller;
  };
  const isNothing = (bytes: Uint8Array | null): boolean => bytes !== null && bytesToHex(bytes) === NOBODY;
  const hex = (bytes: Uint8Array | null): string | null => (bytes === null ? null : bytesToHex(bytes));
  const keysOf = (step: PlainStep): Map<bigint, PlainSessionKey> =>
    step.world.sessionKeys.get(senderOf(step)) ?? new Map();
  const keysIn = (step: PlainStep): PlainSessionKey[] => [...keysOf(step).values()];
  const checkChange = (step: PlainStep, agent: PlainAgent): number => {
    switch (payload.variant) {
      case 'register':
        return 0x0401;
      case 'update_policy':
        return isNothing(payload.policyHash) ? 0x0400 : 0;
      case 'rotate_controller': {
        const controller = bytesToHex(payload.newController);
        return [NOBODY, senderOf(step), agent.controller].includes(controller) ? 0x0107 : 0;
      }
      case 'set_status':
        return payload.status > 1 ? 0x0400 : 0;
      case 'set_energy_pool':
        return poolIsGood(step, payload.energyPool, agent.controller) ? 0 : 0x0400;
      case 'set_session_key_root':
        if (isNothing(payload.sessionKeyRoot)) return 0x0400;
        if (payload.sessionKeyRoot === null) return 0;
        return keysIn(step).some(({ expiresAt }) => expiresAt > step.topoheight) ? 0x0400 : 0;
      case 'add_session_key': {
        const { keyId, publicKey, expiryTopoheight, maxValuePerWindow, allowedTargets, allowedAssets } = payload.key;
        if (agent.sessionKeyRoot !== null || keysOf(step).has(keyId) || keysIn(step).length >= 1024) return 0x0400;
        if (keysIn(step).some(({ key }) => key === bytesToHex(publicKey))) return 0x0400;
        if (expiryTopoheight <= step.topoheight || maxValuePerWindow === 0n) return 0x0400;
        if (isNothing(publicKey) || allowedTargets.some(isNothing)) return 0x0400;
        return allowedTargets.length > 64 || allowedAssets.length > 64 ? 0x0400 : 0;
      }
      case 'revoke_session_key':
        return keysOf(step).has(payload.keyId) ? 0 : 0x0400;
    }
  };
  return {
    check: () => 0,
    checkSigned(step) {
      const agent = step.world.agents.get(senderOf(step));
      if (agent !== undefined) return checkChange(step, agent);
      if (payload.variant !== 'register') return 0x0400;
      const controller = bytesToHex(payload.controller);
      if (controller === NOBODY || controller === senderOf(step)) return 0x0107;
      const isGood = !isNothing(payload.policyHash) && poolIsGood(step, payload.energyPool, controller);
      return isGood && !isNothing(payload.sessionKeyRoot) ? 0 : 0x0400;
    },
    apply(step) {
      const { agents, sessionKeys } = step.world;
      const sender = senderOf(step);
      if (payload.variant === 'register') {
        agents.set(sender, {
          owner: sender,
          controller: bytesToHex(payload.controller),
          policyHash: bytesToHex(payload.policyHash),
          status: 0,
          energyPool: hex(payload.energyPool),
          sessionKeyRoot: hex(payload.sessionKeyRoot),
        });
        return 0;
      }
      const agent = agents.get(sender);
      if (agent === undefined) throw new Error('not registered');
      const keys = keysOf(step);
      if (payload.variant === 'update_policy') agent.policyHash = bytesToHex(payload.policyHash);
      else if (payload.variant === 'rotate_controller') {
        if (agent.energyPool === agent.controller) agent.energyPool = null;
        agent.controller = bytesToHex(payload.newController);
      } else if (payload.variant === 'set_status') agent.status = payload.status;
      else if (payload.variant === 'set_energy_pool') agent.energyPool = hex(payload.energyPool);
      else if (payload.variant === 'set_session_key_root') agent.sessionKeyRoot = hex(payload.sessionKeyRoot);
      else if (payload.variant === 'revoke_session_key') keys.delete(payload.keyId);
      else {
        const { keyId, publicKey, expiryTopoheight, maxValuePerWindow, allowedTargets, allowedAssets } = payload.key;
        keys.set(keyId, {
          key: bytesToHex(publicKey),
          expiresAt: expiryTopoheight,
          maxValue: maxValuePerWindow,
          targets: allowedTargets.map(bytesToHex),
          assets: allowedAssets.map(bytesToHex),
        });
        sessionKeys.set(sender, keys);
      }
      return 0;
    },
  };
}

/** Returns the address of the contract that this account makes of this module, in hex. */
export function addressOf(account: string, module: Uint8Array): string {
  return bytesToHex(blake3(hexToBytes(`ff${account}${bytesToHex(blake3(module))}`)));
}

function deploy({ module, invoke }: Of<'deploy_contract'>): PlainType {
  return {
    costs: () => [[TOS, COIN]],
    check(step) {
      if (step.world.contracts.has(addressOf(senderOf(step), module))) return 0x0405;
      return invoke === null ? 0 : 0xff01;
    },
    apply(step) {
      step.world.contracts.set(addressOf(senderOf(step), module), bytesToHex(module));
      return 0;
    },
  };
}

function shield({ transfers: outputs, sourceCommitments }: Of<'shield_transfers'>): PlainType {
  return {
    takesEnergyFee: true,
    costs: () => outputs.map(({ amount }) => [TOS, amount]),
    check() {
      const refused = checkEach(outputs, ({ asset, amount }) => {
        if (amount < 100n * COIN) return 0x0105;
        return bytesToHex(asset) === TOS ? 0 : 0x0107;
      });
      return refused !== 0 || sourceCommitments.length === 0 ? refused : 0xff01;
    },
    apply({ world, proofIsGood }) {
      for (const { destination, commitment, receiverHandle, proof } of outputs) {
        if (!proofIsGood(proof)) return [destination, commitment, receiverHandle].every(isPublicKey) ? 0xffff : 0x0100;
        const to = bytesToHex(destination);
        const added = bytesToHex(commitment) + bytesToHex(receiverHandle);
        const held = world.shielded.get(to);
        world.shielded.set(to, held === undefined ? added : sumOfCiphertexts(held, added));
      }
      return 0;
    },
  };
}

/** Stands for the sum of two ciphertexts where proofs are injected: the exclusive or of their bits. */
export function sumOfCiphertexts(a: string, b: string): string {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(16).padStart(a.length, '0');
}

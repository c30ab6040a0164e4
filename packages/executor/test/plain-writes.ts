import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import {
  agentRef,
  balanceRef,
  contractRef,
  encodeAgent,
  encodeBalance,
  encodeFrozen,
  encodeMultisig,
  encodeOwnedName,
  encodeSessionKey,
  encodeU64Record,
  energyRef,
  frozenRef,
  multisigRef,
  NATIVE_ASSET,
  nameOwnerRef,
  nonceRef,
  ownedNameRef,
  type RecordRef,
  SupplyCounter,
  sessionKeyRef,
  shieldedRef,
  supplyRef,
} from '@tos/state';
import { nameOf } from './map-state.ts';
import type { World } from './plain-world.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const option = (key: string | null): Uint8Array | null => (key === null ? null : hexToBytes(key));

/** Returns the records of a world as bytes, without its balances. */
function records(world: World): Map<string, string> {
  const all = new Map<string, string>();
  const put = (ref: RecordRef, value: Uint8Array): void => {
    all.set(nameOf(ref), bytesToHex(value));
  };
  const each = <V>(map: Map<string, V>, write: (key: Uint8Array, value: V) => void): void => {
    for (const [key, value] of map) write(hexToBytes(key), value);
  };
  each(world.nonces, (account, nonce) => put(nonceRef(account), encodeU64Record(nonce)));
  each(world.multisig, (account, { threshold, participants }) =>
    put(multisigRef(account), encodeMultisig({ threshold, participants: participants.map(hexToBytes) })),
  );
  each(world.energy, (account, energy) => put(energyRef(account), encodeU64Record(energy)));
  each(world.frozen, (account, { delegations, ...frozen }) => {
    const readable = delegations.map(({ entries, ...record }) => ({
      ...record,
      entries: entries.map((entry) => ({ ...entry, delegatee: hexToBytes(entry.delegatee) })),
    }));
    put(frozenRef(account), encodeFrozen({ ...frozen, delegations: readable }));
  });
  for (const [name, owner] of world.names) {
    put(nameOwnerRef(blake3(utf8(name))), hexToBytes(owner));
    put(ownedNameRef(hexToBytes(owner)), encodeOwnedName(utf8(name)));
  }
  each(world.agents, (account, agent) =>
    put(
      agentRef(account),
      encodeAgent({
        owner: hexToBytes(agent.owner),
        controller: hexToBytes(agent.controller),
        policyHash: hexToBytes(agent.policyHash),
        status: agent.status,
        energyPool: option(agent.energyPool),
        sessionKeyRoot: option(agent.sessionKeyRoot),
        sessionKeys: [...(world.sessionKeys.get(bytesToHex(account))?.keys() ?? [])].sort((a, b) => (a < b ? -1 : 1)),
      }),
    ),
  );
  each(world.sessionKeys, (account, keys) => {
    for (const [id, { key, expiresAt, maxValue, targets, assets }] of keys) {
      const lists = { targets: targets.map(hexToBytes), assets: assets.map(hexToBytes) };
      put(sessionKeyRef(account, id), encodeSessionKey({ key: hexToBytes(key), expiresAt, maxValue, ...lists }));
    }
  });
  each(world.contracts, (address, module) => put(contractRef(address), hexToBytes(module)));
  each(world.shielded, (account, ciphertext) => put(shieldedRef(account, NATIVE_ASSET), hexToBytes(ciphertext)));
  if (world.burned > 0n) put(supplyRef(SupplyCounter.BURNED), encodeU64Record(world.burned));
  return all;
}

/** Returns the writes between two worlds as sorted text; a deletion has no bytes. */
export function writesBetween(before: World, after: World): string[] {
  const writes: string[] = [];
  const [old, now] = [records(before), records(after)];
  for (const [name, value] of now) if (old.get(name) !== value) writes.push(`${name} = ${value}`);
  for (const name of old.keys()) if (!now.has(name)) writes.push(`${name} = `);
  for (const [account, assets] of after.coins) {
    for (const [asset, { amount, credited, debited, output }] of assets) {
      const isNew = before.coins.get(account)?.get(asset) === undefined;
      if (!isNew && !credited && !debited) continue;
      const value =
        credited && debited
          ? encodeBalance({ type: 'both', final: amount, output })
          : encodeBalance({ type: debited ? 'output' : 'input', final: amount, output: null });
      writes.push(`${nameOf(balanceRef(hexToBytes(account), hexToBytes(asset)))} = ${bytesToHex(value)}`);
    }
  }
  return writes.sort();
}

import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { isPublicKey } from '@tos/crypto';
import { U64_MAX } from '@tos/protocol';
import type { Transaction } from '@tos/transaction';
import type { OracleBlock } from './plain-block.ts';
import type { PlainSessionKey, World } from './plain-world.ts';

// A second implementation of who may sign what, in its simplest form. It shares no code with the rules.

const TOS = '00'.repeat(32);

const points = new Map<string, boolean>();

/** Whether a key is a point, remembered, because a few keys come in thousands of blocks. */
export function isPoint(key: string): boolean {
  const known = points.get(key) ?? isPublicKey(hexToBytes(key));
  points.set(key, known);
  return known;
}

/** Returns whether the owner has signed, or another key that may, or the code of what is wrong with the signature. */
export function judgeSignature(world: World, tx: Transaction, block: OracleBlock): { byOwner: boolean } | number {
  const owner = bytesToHex(tx.source);
  const signs = (key: string): boolean => block.signatureIsGood(tx.signature, hexToBytes(key));
  const agent = world.agents.get(owner);
  const isFrozen = agent?.status === 1;
  const isAdmin = tx.payload.type === 'agent_account' && tx.payload.variant !== 'register';
  if (signs(owner)) return isFrozen && !isAdmin ? 0x0400 : { byOwner: true };
  if (agent === undefined) return isPoint(owner) ? 0x0103 : 0xffff;
  const allowed = isFrozen || isAdmin ? 0x0400 : { byOwner: false };
  if (signs(agent.controller)) return allowed;
  const ids = [...(world.sessionKeys.get(owner)?.entries() ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const keys = ids.map(([, key]) => key);
  const found = keys.find(({ key }) => signs(key));
  if (found === undefined) return [owner, agent.controller].every(isPoint) ? 0x0103 : 0xffff;
  if (typeof allowed === 'number' || agent.sessionKeyRoot !== null) return 0x0400;
  return found.expiresAt <= block.topoheight ? 0x0400 : limited(tx, found);
}

function limited(tx: Transaction, key: PlainSessionKey): { byOwner: boolean } | number {
  const given = whatItGives(tx);
  if (tx.feeType !== 1 && tx.fee > 0n) given.push({ asset: TOS, amount: tx.fee });
  let spent = 0n;
  for (const { amount = 0n } of given) spent += amount;
  if (spent > U64_MAX) return 0x0304;
  if (spent > key.maxValue) return 0x0400;
  const targets = given.flatMap(({ target }) => target ?? []);
  const assets = given.flatMap(({ asset }) => asset ?? []);
  for (const [named, allowed] of [
    [targets, key.targets],
    [assets, key.assets],
  ] as const) {
    if (allowed.length === 0) continue;
    if (named.length === 0 || named.some((one) => !allowed.includes(one))) return 0x0400;
  }
  return { byOwner: false };
}

interface Gift {
  target?: string;
  asset?: string;
  amount?: bigint;
}

function whatItGives({ payload }: Transaction): Gift[] {
  switch (payload.type) {
    case 'transfers':
    case 'shield_transfers':
      return payload.transfers.map(({ destination, asset, amount }) => ({
        target: bytesToHex(destination),
        asset: bytesToHex(asset),
        amount,
      }));
    case 'burn':
      return [{ asset: bytesToHex(payload.asset), amount: payload.amount }];
    case 'deploy_contract':
      return [{ target: 'a contract, which no generated key may call', asset: TOS, amount: 100_000_000n }];
    case 'energy':
      if (payload.variant === 'freeze_tos') return [{ asset: TOS, amount: payload.amount }];
      if (payload.variant !== 'freeze_tos_delegate') return [{ asset: TOS }];
      return [
        { asset: TOS },
        ...payload.delegatees.map(({ delegatee, amount }) => ({ target: bytesToHex(delegatee), amount })),
      ];
    default:
      return [];
  }
}

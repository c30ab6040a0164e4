import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { U64_MAX } from '@tos/protocol';
import { encodeTransaction, type Transaction } from '@tos/transaction';
import type { OracleBlock } from './plain-block.ts';
import { isPoint, judgeSignature } from './plain-signer.ts';
import { credit } from './plain-step.ts';
import { isExecuted, plainType } from './plain-types.ts';
import { copyOfWorld, type World } from './plain-world.ts';

// A second implementation of the rules in its simplest form: objects, bigints, Maps, and a copy of the whole world before each
// transaction. It shares no code with rules, overlay, scheduling or dispatch. `plain-types.ts` has what differs between types.

const TOS = '00'.repeat(32);

export type OracleOutcome = { refused: { index: number | null; error: number } } | { errors: number[]; world: World };

export function executePlainly(before: World, block: OracleBlock, policy: 'build' | 'validate'): OracleOutcome {
  let world = copyOfWorld(before);
  const { transactions } = block;
  const source = (tx: Transaction): string => bytesToHex(tx.source);
  if (policy === 'validate') {
    for (const [index, tx] of transactions.entries()) {
      if (!before.nonces.has(source(tx))) return { refused: { index, error: 0x0400 } };
    }
    const next = new Map(before.nonces);
    for (const [index, tx] of transactions.entries()) {
      const expected = next.get(source(tx)) ?? 0n;
      if (tx.nonce !== expected) return { refused: { index, error: tx.nonce < expected ? 0x0110 : 0x0111 } };
      next.set(source(tx), expected + 1n);
    }
  }
  if (!credit(world, block.miner, TOS, block.reward)) return { refused: { index: null, error: 0x0304 } };
  const errors: number[] = [];
  for (const [index, tx] of transactions.entries()) {
    const attempt = copyOfWorld(world);
    const error = before.nonces.has(source(tx)) ? executeOne(attempt, tx, block) : 0x0400;
    if (error !== 0 && policy === 'validate') return { refused: { index, error } };
    if (error === 0) world = attempt;
    errors.push(error);
  }
  if (!credit(world, block.miner, TOS, world.fees)) return { refused: { index: null, error: 0x0304 } };
  return { errors, world };
}

const sizes = new WeakMap<Transaction, number>();

/** The wire size of each transaction, remembered, because the same transactions come in thousands of blocks. */
function sizeOf(tx: Transaction): number {
  const size = sizes.get(tx) ?? encodeTransaction(tx).length;
  sizes.set(tx, size);
  return size;
}

function executeOne(world: World, tx: Transaction, block: OracleBlock): number {
  if (!isExecuted(tx.payload)) return 0xff01;
  const sender = bytesToHex(tx.source);
  const type = plainType(tx.payload);
  const step = { world, tx, topoheight: block.topoheight, proofIsGood: block.proofIsGood };
  const balance = (asset: string): bigint => world.coins.get(sender)?.get(asset)?.amount ?? 0n;
  const tosFee = tx.feeType === 0 ? tx.fee : 0n;
  if (!type.isFree && tx.feeType === 0 && balance(TOS) < tx.fee) return 0x0301;
  if (tx.feeType === 1 && !type.takesEnergyFee) return 0x0100;
  if (tx.feeType === 1 && tx.fee !== 0n) return 0x0107;
  if (tx.feeType === 2) return 0x0100;
  const kilobytes = Math.ceil(sizeOf(tx) / 1024);
  const minimum = kilobytes * 10_000 + (type.outputs ?? 0) * 5_000 + (tx.multisig?.length ?? 0) * 5_000;
  if (!type.isFree && tx.feeType === 0 && tx.fee < BigInt(minimum)) return 0x0301;
  if (!block.referenceIsGood(tx)) return 0x0107;
  const nonce = world.nonces.get(sender) ?? 0n;
  if (tx.nonce !== nonce) return tx.nonce < nonce ? 0x0110 : 0x0111;
  if (type.isFree && tx.fee !== 0n) return 0x0107;
  const refused = type.check(step);
  if (refused !== 0) return refused;
  if (tx.chainId !== block.chainId) return 0x0102;

  const signed = judgeSignature(world, tx, block);
  if (typeof signed === 'number') return signed;
  if (!signed.byOwner && tx.multisig !== null) return 0x0400;

  const multisig = signed.byOwner ? world.multisig.get(sender) : undefined;
  if ((multisig === undefined) !== (tx.multisig === null)) return 0x0107;
  if (multisig !== undefined) {
    if (tx.multisig?.length !== multisig.threshold) return 0x0107;
    for (const { id, signature } of tx.multisig) {
      if (id >= multisig.participants.length) return 0x0107;
      const participant = multisig.participants[id] ?? '';
      if (!block.signatureIsGood(signature, hexToBytes(participant))) return isPoint(participant) ? 0x0103 : 0xffff;
    }
  }
  const refusedLate = type.checkSigned?.(step) ?? 0;
  if (refusedLate !== 0) return refusedLate;
  const spent = new Map<string, bigint>();
  for (const [asset, amount] of type.costs?.(step) ?? []) spent.set(asset, (spent.get(asset) ?? 0n) + amount);
  spent.set(TOS, (spent.get(TOS) ?? 0n) + tosFee);
  for (const sum of spent.values()) if (sum > U64_MAX) return 0x0304;
  for (const [asset, sum] of spent) {
    if (asset !== TOS && !world.assets.has(asset)) return 0xffff;
    if (balance(asset) < sum) return 0x0300;
  }
  if (tx.feeType === 1) {
    const energy = world.energy.get(sender) ?? 0n;
    if (energy === 0n) return 0x0302;
    world.energy.set(sender, energy - 1n);
  }

  for (const [asset, sum] of spent) {
    const coins = world.coins.get(sender)?.get(asset);
    if (coins === undefined || sum === 0n) continue;
    coins.amount -= sum;
    coins.debited = true;
    coins.output = coins.amount;
  }
  if (nonce === U64_MAX) return 0x0304;
  world.nonces.set(sender, nonce + 1n);
  const failed = type.apply(step);
  if (failed !== 0) return failed;
  if (world.fees + tosFee > U64_MAX) return 0x0304;
  world.fees += tosFee;
  return 0;
}

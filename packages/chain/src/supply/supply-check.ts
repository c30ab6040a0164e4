import { assertObject, COIN, Opcode, TosError, u64FromHalves } from '@tos/protocol';
import { assetOfKey, decodeBalance, decodeFrozen, domains, isNativeAsset, type StorageReader } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import { burnView, ShieldCursor } from '@tos/transaction/views';
import { decodeBlock } from '../block/block.ts';
import { checkedGenesis, type Genesis } from '../genesis/genesis.ts';
import { emittedAfter } from './emission.ts';
import { supplyBase } from './supply-base.ts';

/**
 * Native TOS that must exist, in atomic units, computed without the counters: what the genesis allocates and the blocks up to the head emit
 * by the formula, less what their transactions destroyed, and less what they shielded, which nobody can see any more. Decodes every block.
 * For an imported state counting begins at `supplyBase`.
 * @throws TOS_STORAGE_CORRUPT when a block is missing
 */
export async function expectedSupply(
  storage: Pick<StorageReader, 'getBlock' | 'hashesAt' | 'metadata' | 'readMany'>,
  genesis: Genesis,
): Promise<bigint> {
  assertObject(storage, 'storage', ['getBlock', 'hashesAt', 'metadata', 'readMany']);
  checkedGenesis(genesis);
  const head = (await storage.metadata())?.head.topoheight ?? 0;
  const base = await supplyBase(storage, genesis);
  let destroyed = base.burned;
  for (let topoheight = base.topoheight + 1; topoheight <= head; topoheight++) {
    const block = await storage.getBlock({ topoheight });
    if (block === undefined) {
      throw new TosError('TOS_STORAGE_CORRUPT', { what: 'blocks', reason: `none at topoheight ${topoheight}` });
    }
    destroyed += destroyedBy(decodeBlock(block.bytes).transactions);
  }
  return emittedAfter(base.emitted, head - base.topoheight) - destroyed;
}

/** Native TOS that does exist, in atomic units: the sum at the head of all balances, of what is frozen and of what waits to be withdrawn. */
export async function actualSupply(storage: Pick<StorageReader, 'iterate'>): Promise<bigint> {
  assertObject(storage, 'storage', ['iterate']);
  let sum = 0n;
  for await (const [key, version] of storage.iterate(domains.balance)) {
    if (version.value !== null && isNativeAsset(assetOfKey(key))) sum += decodeBalance(version.value).final;
  }
  for await (const [, version] of storage.iterate(domains.frozen)) {
    if (version.value !== null) sum += frozenAmount(version.value);
  }
  return sum;
}

/** Native TOS that transactions take out of sight, in atomic units: burned, paid for deployments, shielded. */
export function destroyedBy(batch: PackedBatch): bigint {
  let sum = 0n;
  for (let i = 0; i < batch.count; i++) {
    if (batch.type[i] === Opcode.DEPLOY_CONTRACT) sum += COIN;
    else if (batch.type[i] === Opcode.SHIELD_TRANSFERS) sum += shieldedBy(batch, i);
  }
  return sum + burnedByAll(batch);
}

/** The part of `destroyedBy` that the counter of burned coins counts: what burns burn, not what deployments cost or shielding hides. */
export function burnedByAll(batch: PackedBatch): bigint {
  let sum = 0n;
  for (let i = 0; i < batch.count; i++) if (batch.type[i] === Opcode.BURN) sum += burnedBy(batch, i);
  return sum;
}

/** What a record keeps of an account's TOS outside its balance: frozen, or waiting to be withdrawn. In atomic units. */
export function frozenAmount(value: Uint8Array): bigint {
  const { total, pending } = decodeFrozen(value);
  return pending.reduce((whole, { amount }) => whole + amount, total) * COIN;
}

function burnedBy(batch: PackedBatch, i: number): bigint {
  const asset = burnView.assetOffset(batch, i);
  if (!isNativeAsset(batch.bytes.subarray(asset, asset + 32))) return 0n;
  return u64FromHalves(burnView.amountHigh(batch, i), burnView.amountLow(batch, i));
}

/** Only TOS can be shielded. */
function shieldedBy(batch: PackedBatch, i: number): bigint {
  let sum = 0n;
  const cursor = new ShieldCursor();
  cursor.start(batch, i);
  while (cursor.next()) sum += u64FromHalves(cursor.amountHigh, cursor.amountLow);
  return sum;
}

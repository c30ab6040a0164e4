import { bytesToHex, hexToBytes, PUBLIC_KEY_SIZE } from '@tos/crypto';
import { assertBytes, assertInteger, assertObject, DEV_FEE_KEY_HEX, ErrorCode, u64High, u64Low } from '@tos/protocol';
import type { BlockFrame } from '@tos/runtime';
import { type BlockOverlay, type CellId, SupplyCounter } from '@tos/state';
import { blockRewards } from './emission.ts';

/** Receives the developers' share on every network. */
export const DEV_FEE_KEY: Uint8Array = hexToBytes(DEV_FEE_KEY_HEX);

// Native TOS is asset 0 of every overlay.
const NATIVE = 0;

/**
 * What a block pays besides its transactions. Before them the frame emits the base reward: the developers' share to their key, the rest to
 * the miner. After them it gives the fees to the miner. Whoever receives coins and has no account gets one. A sum that leaves the range of
 * a u64 refuses the block with 0304. Source: docs/protocol.md §5.6, §6.3.
 * @param block `miner`: public key, 32 bytes; may be the developers' key
 * @throws TOS_INVALID_ARGUMENT
 */
export function createRewardFrame(block: { height: number; miner: Uint8Array }): BlockFrame {
  assertObject(block, 'block');
  const { height, miner } = block;
  assertInteger(height, 'height', 0);
  assertBytes(miner, 'miner', PUBLIC_KEY_SIZE);
  return {
    parameters: { height, miner: bytesToHex(miner) },

    declare(overlay) {
      overlay.want(overlay.supplyCell(SupplyCounter.EMITTED));
      for (const key of [DEV_FEE_KEY, miner]) {
        const { nonce, balance } = accountCells(overlay, key);
        overlay.want(nonce);
        overlay.want(balance);
      }
    },

    open(overlay) {
      const emitted = overlay.supplyCell(SupplyCounter.EMITTED);
      const rewards = blockRewards(overlay.u64(emitted), height);
      const done =
        overlay.add(emitted, u64High(rewards.base), u64Low(rewards.base)) &&
        credit(overlay, DEV_FEE_KEY, rewards.dev) &&
        credit(overlay, miner, rewards.miner);
      return done ? ErrorCode.OK : ErrorCode.OVERFLOW;
    },

    close(overlay, gasFee) {
      return credit(overlay, miner, gasFee) ? ErrorCode.OK : ErrorCode.OVERFLOW;
    },
  };
}

/** Returns false when the balance would leave the range of a u64. An amount of 0 changes nothing: it makes no account either. */
function credit(overlay: BlockOverlay, key: Uint8Array, amount: bigint): boolean {
  if (amount === 0n) return true;
  const { nonce, balance } = accountCells(overlay, key);
  if (!overlay.exists(nonce)) overlay.set(nonce, 0, 0);
  return overlay.add(balance, u64High(amount), u64Low(amount));
}

function accountCells(overlay: BlockOverlay, key: Uint8Array): { nonce: CellId; balance: CellId } {
  const account = overlay.intern(key, 0);
  return { nonce: overlay.nonceCell(account), balance: overlay.balanceCell(account, NATIVE) };
}

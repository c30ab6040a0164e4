import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import {
  balanceRef,
  encodeBalance,
  encodeMultisig,
  encodeU64Record,
  energyRef,
  multisigRef,
  nonceRef,
  type RecordRef,
  type RecordWrite,
  SupplyCounter,
  supplyRef,
} from '@tos/state';
import type { World } from './plain-world.ts';
import { ASSETS, HEX, KEYS, placeOf } from './small-blocks.ts';

/** Returns writes as text. */
export function smallWrites(writes: readonly RecordWrite[]): string {
  let text = '';
  for (const { ref, value } of writes) text += `${placeOf(ref)} = ${value === null ? 'deleted' : bytesToHex(value)}\n`;
  return text;
}

const refs = KEYS.map((key) => ({
  nonce: nonceRef(key),
  balances: ASSETS.map(({ asset }) => balanceRef(key, asset)),
  multisig: multisigRef(key),
  energy: energyRef(key),
}));

/** Returns the writes between two worlds of small blocks, as `smallWrites` shows them: by domain, then key. */
export function smallWritesBetween(before: World, after: World): string {
  let text = '';
  const u64 = (ref: RecordRef, old: bigint | undefined, now: bigint | undefined): void => {
    if (now !== undefined && now !== old) text += `${placeOf(ref)} = ${bytesToHex(encodeU64Record(now))}\n`;
  };
  for (const [i, account] of HEX.entries()) u64(refs[i]!.nonce, before.nonces.get(account), after.nonces.get(account));
  HEX.forEach((account, i) => {
    ASSETS.forEach(({ hex }, n) => {
      const coins = after.coins.get(account)?.get(hex);
      if (coins === undefined) return;
      const isNew = before.coins.get(account)?.get(hex) === undefined;
      const { amount, credited, debited, output } = coins;
      if (!isNew && !credited && !debited) return;
      const value =
        credited && debited
          ? encodeBalance({ type: 'both', final: amount, output })
          : encodeBalance({ type: debited ? 'output' : 'input', final: amount, output: null });
      text += `${placeOf(refs[i]!.balances[n]!)} = ${bytesToHex(value)}\n`;
    });
  });
  HEX.forEach((account, i) => {
    const [old, now] = [before.multisig.get(account), after.multisig.get(account)];
    if ((old === undefined) === (now === undefined)) return; // These blocks have one multisig.
    const value = now && encodeMultisig({ threshold: now.threshold, participants: now.participants.map(hexToBytes) });
    text += `${placeOf(refs[i]!.multisig)} = ${value === undefined ? 'deleted' : bytesToHex(value)}\n`;
  });
  u64(supplyRef(SupplyCounter.BURNED), before.burned || undefined, after.burned || undefined);
  for (const [i, account] of HEX.entries()) u64(refs[i]!.energy, before.energy.get(account), after.energy.get(account));
  return text;
}

import {
  type Agent,
  type BlockOverlay,
  type CellId,
  decodeAgent,
  decodeSessionKey,
  type SessionKey,
  sessionKeyRef,
} from '@tos/state';
import type { AccessSet } from './access-set.ts';

/**
 * Asks, once the declared cells are loaded, for the session keys that the senders of a block had before it, because signers are searched
 * among them. They are in no access set: only transactions of their account touch them, and these exclude one another by the account's
 * nonce.
 */
export function wantSessionKeys(access: AccessSet): void {
  const { overlay } = access;
  const asked = new Set<CellId>();
  for (let i = 0; i < access.count; i++) {
    const cell = access.agents[i]!;
    if (!overlay.existedBefore(cell) || asked.has(cell)) continue;
    asked.add(cell);
    const record = overlay.record(cell);
    if (record === null) continue;
    const account = overlay.ref(cell).key;
    for (const id of decodeAgent(record).sessionKeys) overlay.want(overlay.cell(sessionKeyRef(account, id)));
  }
}

/** The session keys that an account has at this point of the block, by ascending id. */
export function sessionKeysOf(account: Uint8Array, agent: Agent, overlay: BlockOverlay): SessionKey[] {
  return agent.sessionKeys.flatMap((id) => {
    const record = overlay.record(overlay.cell(sessionKeyRef(account, id)));
    return record === null ? [] : [decodeSessionKey(record)];
  });
}

/** True from the topoheight on at which the key may sign no more. */
export function isExpired({ expiresAt }: SessionKey, topoheight: number): boolean {
  return BigInt(topoheight) >= expiresAt;
}

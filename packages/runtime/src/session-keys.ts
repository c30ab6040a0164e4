import {
  type Agent,
  type BlockOverlay,
  decodeAgent,
  decodeSessionKey,
  type SessionKey,
  sessionKeyRef,
} from '@tos/state';
import type { AccessSet } from './access-set.ts';
import { AGENT_CELL, cellAt } from './transaction-steps.ts';

/**
 * Asks for the session keys that the sender of transaction i had before the block: who signed is looked for among them. They stand in
 * no access set, since only transactions of that sender touch them, and these exclude one another by its nonce.
 */
export function wantSessionKeys(i: number, access: AccessSet): void {
  const { overlay } = access;
  const record = overlay.record(cellAt(access, i, AGENT_CELL));
  if (record === null) return;
  const account = overlay.ref(cellAt(access, i, AGENT_CELL)).key;
  for (const id of decodeAgent(record).sessionKeys) overlay.want(overlay.cell(sessionKeyRef(account, id)));
}

/** The session keys that an account has at this point of the block, by ascending id. */
export function sessionKeysOf(account: Uint8Array, agent: Agent, overlay: BlockOverlay): SessionKey[] {
  return agent.sessionKeys.flatMap((id) => {
    const record = overlay.record(overlay.cell(sessionKeyRef(account, id)));
    return record === null ? [] : [decodeSessionKey(record)];
  });
}

/** True from the topoheight on at which the key signs no more. */
export function isExpired({ expiresAt }: SessionKey, topoheight: number): boolean {
  return BigInt(topoheight) >= expiresAt;
}

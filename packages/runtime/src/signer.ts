import { isPublicKey, SIGNATURE_SIZE } from '@tos/crypto';
import { ErrorCode, FeeType, u64FromHalves } from '@tos/protocol';
import { type Agent, type BlockOverlay, compareBytes, decodeAgent, domains, NATIVE_ASSET } from '@tos/state';
import { messageAt, type PackedBatch, sourceAt } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';
import { isZeroKey } from './keys.ts';
import { checkReach, type Reach } from './reach.ts';
import type { BlockContext, Rule } from './rule.ts';
import { isExpired, sessionKeysOf } from './session-keys.ts';

const FROZEN = 1;

// Places in the list of keys that may have signed: the session keys follow by ascending id.
const NOBODY = -1;
const OWNER = 0;
const CONTROLLER = 1;
const SESSION_KEYS = 2;

// An account with so few session keys has them all tried at once; of more, none before owner and controller are known not to have signed.
const FEW_SESSION_KEYS = 14;

/** Declares the record that says who may sign transaction i, whatever its rule declares. */
export function declareSigner(batch: PackedBatch, i: number, { overlay, agents }: AccessSet): void {
  const cell = overlay.cellOf(domains.agent, overlay.intern(batch.bytes, batch.source[i]!));
  agents[i] = cell;
  overlay.want(cell);
}

/**
 * True when only the key of the source can have signed transaction i: the account had no agent record before the block, and no
 * transaction of the block gives it one. Then the executor judges the signature (step 14), as early as it likes. Otherwise
 * `checkSigner` does, in its turn, because an earlier transaction may change who signs.
 */
export function ownerSigns(i: number, access: AccessSet, overlay: BlockOverlay): boolean {
  const cell = access.agents[i]!;
  return !overlay.existedBefore(cell) && !access.signersMayChange(cell);
}

/**
 * Step 14 where not only the owner may sign: whose key the signature is by, as the account stands after the earlier transactions of
 * the block; then what this one may do. A frozen account takes nothing but what is its owner's to sign (`Rule.isOwners`), signed by
 * its owner. 0103: by nobody. ffff: by nobody, and the owner's or the controller's key is no point. 0400: by somebody who may not. 0304: as `checkReach`.
 * Source: docs/protocol.md §5.4.
 */
export function checkSigner(
  batch: PackedBatch,
  i: number,
  rule: Rule,
  context: BlockContext,
  overlay: BlockOverlay,
): ErrorCode {
  const agent = agentOf(i, context, overlay);
  if (agent !== null) {
    // Only a state that was loaded from elsewhere has such records.
    if (isZeroKey(agent.owner, 0) || compareBytes(agent.owner, sourceAt(batch, i)) !== 0)
      return ErrorCode.ACCOUNT_NOT_FOUND;
    if (isZeroKey(agent.controller, 0)) return ErrorCode.INVALID_PAYLOAD;
  }
  const signer = findSigner(agent, batch, i, context, overlay);
  if (signer === NOBODY) return unsigned(sourceAt(batch, i), agent);
  if (agent === null) return ErrorCode.OK;
  if (rule.isOwners?.(batch, i)) return signer === OWNER ? ErrorCode.OK : ErrorCode.ACCOUNT_NOT_FOUND;
  if (agent.status === FROZEN) return ErrorCode.ACCOUNT_NOT_FOUND;
  if (signer === OWNER || signer === CONTROLLER) return ErrorCode.OK;
  const key = sessionKeysOf(sourceAt(batch, i), agent, overlay)[signer - SESSION_KEYS]!;
  const reach = rule.reach?.(batch, i, context.access);
  // Beside a root, which stands for keys that the chain does not know, none of its own signs.
  const signs = !isExpired(key, context.topoheight) && agent.sessionKeyRoot === null;
  return signs && reach !== undefined ? checkReach(withFee(reach, batch, i), key) : ErrorCode.ACCOUNT_NOT_FOUND;
}

/** Asks ahead for what `checkSigner` will ask for. */
export function askSigner(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): void {
  findSigner(agentOf(i, context, overlay), batch, i, context, overlay);
}

/** Whether transaction i, which has passed step 14, is by its owner's key. */
export function isByOwner(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): boolean {
  if (ownerSigns(i, context.access, overlay)) return true;
  return findSigner(agentOf(i, context, overlay), batch, i, context, overlay) === OWNER;
}

/** The code of a signature that is nobody's. */
export function unsigned(source: Uint8Array, agent: Agent | null = null): ErrorCode {
  const keys = agent === null ? [source] : [source, agent.controller];
  return keys.every(isPublicKey) ? ErrorCode.INVALID_SIGNATURE : ErrorCode.UNKNOWN;
}

function agentOf(i: number, { access }: BlockContext, overlay: BlockOverlay): Agent | null {
  const record = overlay.record(access.agents[i]!);
  return record === null ? null : decodeAgent(record);
}

function findSigner(
  agent: Agent | null,
  batch: PackedBatch,
  i: number,
  { evidence }: BlockContext,
  overlay: BlockOverlay,
): number {
  const source = sourceAt(batch, i);
  const at = batch.signature[i]!;
  const signature = batch.bytes.subarray(at, at + SIGNATURE_SIZE);
  const among = (keys: readonly Uint8Array[]): number => evidence.signerAmong(keys, messageAt(batch, i), signature);
  if (agent === null) return among([source]);
  const sessionKeys = (): Uint8Array[] => sessionKeysOf(source, agent, overlay).map(({ key }) => key);
  const first = [source, agent.controller];
  if (agent.sessionKeys.length <= FEW_SESSION_KEYS) return among([...first, ...sessionKeys()]);
  const found = among(first);
  if (found !== NOBODY) return found;
  const later = among(sessionKeys());
  return later === NOBODY ? NOBODY : SESSION_KEYS + later;
}

/** The account itself pays the fee: it counts as spent. */
function withFee({ targets, assets, spent }: Reach, batch: PackedBatch, i: number): Reach {
  const fee = batch.feeType[i] === FeeType.ENERGY ? 0n : u64FromHalves(batch.feeHigh[i]!, batch.feeLow[i]!);
  if (fee === 0n) return { targets, assets, spent };
  return { targets, assets: [...assets, NATIVE_ASSET], spent: spent === null ? null : spent + fee };
}

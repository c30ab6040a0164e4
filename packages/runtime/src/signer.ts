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

// Indexes in the list of keys that may have signed. The session keys follow by ascending id.
const NOBODY = -1;
const OWNER = 0;
const CONTROLLER = 1;
const SESSION_KEYS = 2;

// Up to this number of session keys are tried together with owner and controller. If there are more, they are tried only once owner and
// controller are known not to have signed.
const FEW_SESSION_KEYS = 14;

/** Declares the record that decides who may sign transaction i. Every transaction has it, whatever its rule declares. */
export function declareSigner(batch: PackedBatch, i: number, { overlay, agents }: AccessSet): void {
  const cell = overlay.cellOf(domains.agent, overlay.intern(batch.bytes, batch.source[i]!));
  agents[i] = cell;
  overlay.want(cell);
}

/**
 * True if only the key of the source can have signed transaction i: the account had no agent record before the block, and no
 * transaction of the block gives it one. Then the executor verifies the signature (step 14) at any time. Otherwise `checkSigner` does,
 * in the transaction's turn, because an earlier transaction may change who signs.
 */
export function ownerSigns(i: number, access: AccessSet, overlay: BlockOverlay): boolean {
  const cell = access.agents[i]!;
  return !overlay.existedBefore(cell) && !access.signersMayChange(cell);
}

/**
 * Step 14 for an account for which others than the owner may sign. Finds the key that the signature is by, in the state after the earlier
 * transactions of the block, then checks what this key may do. A frozen account executes only transactions for the owner alone
 * (`Rule.isOwners`), signed by the owner. Source: docs/protocol.md §5.4.
 * @returns 0103 for a signature by no key of the account; FFFF for such a signature if the owner's or the controller's key is no point; 0400
 *   for a key that may not sign the transaction; 0304 as `checkReach`
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
    // Only a state that was loaded from elsewhere can have such records.
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
  // A root stands for keys that the chain does not know. Beside it no session key of the chain may sign.
  const signs = !isExpired(key, context.topoheight) && agent.sessionKeyRoot === null;
  return signs && reach !== undefined ? checkReach(withFee(reach, batch, i), key) : ErrorCode.ACCOUNT_NOT_FOUND;
}

/** Asks ahead about the evidence that `checkSigner` will ask about. */
export function askSigner(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): void {
  findSigner(agentOf(i, context, overlay), batch, i, context, overlay);
}

/** True if transaction i, which has passed step 14, is signed by the owner's key. */
export function isByOwner(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): boolean {
  if (ownerSigns(i, context.access, overlay)) return true;
  return findSigner(agentOf(i, context, overlay), batch, i, context, overlay) === OWNER;
}

/** The code of a signature by no key of the account. */
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

/** The reach with the fee, which counts as spent because the account itself pays it. */
function withFee({ targets, assets, spent }: Reach, batch: PackedBatch, i: number): Reach {
  const fee = batch.feeType[i] === FeeType.ENERGY ? 0n : u64FromHalves(batch.feeHigh[i]!, batch.feeLow[i]!);
  if (fee === 0n) return { targets, assets, spent };
  return { targets, assets: [...assets, NATIVE_ASSET], spent: spent === null ? null : spent + fee };
}

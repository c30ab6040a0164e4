import { TosError } from '@tos/protocol';
import {
  AccessSet,
  type BlockContext,
  declareSigner,
  ownerSigns,
  type Rule,
  type RuleSet,
  wantSessionKeys,
} from '@tos/runtime';
import { BlockOverlay } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { ExecutionContext } from './block-execution.ts';
import type { EvidenceDesk } from './evidence/evidence-desk.ts';

/** A block with everything read that its transactions use: from here on, execution is synchronous. */
export interface PreparedBlock {
  readonly batch: PackedBatch;
  readonly overlay: BlockOverlay;
  readonly context: BlockContext;
  readonly execution: ExecutionContext;
  /** What the context's evidence is asked of. */
  readonly evidence: EvidenceDesk;
  ruleOf(i: number): Rule;
  /** Whether only the key of its source can have signed transaction i: signatures of others are judged in the pass. */
  ownerSigns(i: number): boolean;
}

/**
 * Declares and loads the cells of a block: one batched read of what the cache does not know, and a second one for what the state
 * turned out to need.
 */
export async function prepareBlock(
  batch: PackedBatch,
  execution: ExecutionContext,
  rules: RuleSet,
  evidence: EvidenceDesk,
): Promise<PreparedBlock> {
  // A transfer of one output names six: nonce, balance, multisig and agent of the sender, balance and nonce of the receiver.
  const overlay = new BlockOverlay(6 * batch.count);
  const access = new AccessSet(overlay, batch.count);
  const ruleOf = (i: number): Rule => {
    const rule = rules[batch.type[i]!];
    if (rule === undefined) throw new TosError('TOS_NOT_SUPPORTED', { feature: `transaction type ${batch.type[i]}` });
    return rule;
  };
  for (let i = 0; i < batch.count; i++) {
    declareSigner(batch, i, access);
    ruleOf(i).access(batch, i, access);
    access.finish(i);
  }
  execution.frame?.declare(overlay);
  await loadWanted(overlay, execution);
  wantSessionKeys(access);
  for (let i = 0; i < batch.count; i++) ruleOf(i).moreAccess(batch, i, access);
  await loadWanted(overlay, execution);
  const context: BlockContext = {
    network: execution.network,
    topoheight: execution.topoheight,
    references: await execution.references(batch),
    access,
    evidence,
  };
  // Of a block that was given up half-way.
  evidence.forgetOpen();
  return { batch, overlay, context, execution, evidence, ruleOf, ownerSigns: (i) => ownerSigns(i, access, overlay) };
}

async function loadWanted(overlay: BlockOverlay, { state, cache }: ExecutionContext): Promise<void> {
  if (cache !== undefined) overlay.loadKnown(cache);
  const cells = overlay.takeMissing();
  if (cells.length === 0) return;
  overlay.load(cells, await state.readMany(cells.map((cell) => overlay.ref(cell))));
  if (cache !== undefined) overlay.keepIn(cache, cells);
}

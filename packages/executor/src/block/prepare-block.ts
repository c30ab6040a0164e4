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
import type { EvidenceDesk } from '../evidence/evidence-desk.ts';
import type { ExecutionContext } from './block-execution.ts';

/** A block with every record read that its transactions use: its pass needs no storage. */
export interface PreparedBlock {
  readonly batch: PackedBatch;
  readonly overlay: BlockOverlay;
  readonly context: BlockContext;
  readonly execution: ExecutionContext;
  /** Answers what rules ask about evidence. It is `context.evidence`. */
  readonly evidence: EvidenceDesk;
  ruleOf(i: number): Rule;
  /** Whether only the key of its source can have signed transaction i. Signatures that others may have made are judged in the pass. */
  ownerSigns(i: number): boolean;
}

/**
 * Declares and loads the cells of a block: one batched read of the records that the cache does not know, and a second one for records whose
 * need only the first ones showed.
 */
export async function prepareBlock(
  batch: PackedBatch,
  execution: ExecutionContext,
  rules: RuleSet,
  evidence: EvidenceDesk,
): Promise<PreparedBlock> {
  // A transfer of one output uses six cells: nonce, balance, multisig and agent of the sender, balance and nonce of the receiver.
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
  // A block that was refused or failed in the middle of its pass may have left questions open.
  evidence.forgetOpen();
  return { batch, overlay, context, execution, evidence, ruleOf, ownerSigns: (i) => ownerSigns(i, access, overlay) };
}

async function loadWanted(overlay: BlockOverlay, { state, cache, layer }: ExecutionContext): Promise<void> {
  if (layer !== undefined) overlay.loadLayer(layer);
  if (cache !== undefined) overlay.loadKnown(cache);
  const cells = overlay.takeMissing();
  if (cells.length === 0) return;
  overlay.load(cells, await state.readMany(cells.map((cell) => overlay.ref(cell))));
  if (cache !== undefined) overlay.keepIn(cache, cells);
}

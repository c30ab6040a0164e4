import { bytesToHex } from '@noble/hashes/utils.js';
import { decodeBlock, storedHeader } from '@tos/chain';
import { TosError } from '@tos/protocol';
import { compareBytes, type StoredBlock, type Topoheight } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { RpcContext } from '../method/rpc-context.ts';
import { toBlockJson } from '../schemas/block-json.ts';
import type { ChainStep } from './chain-step.ts';
import { memberText } from './member-text.ts';

/** Steps that are kept: those who read as fast as blocks come all ask for the newest one. A step has up to 2 MB. */
const KEPT_STEPS = 8;

/** Reads blocks as steps. All walks share it, so that a block is read and made into JSON once for all subscribers. */
export class BlockSteps {
  readonly #context: Pick<RpcContext, 'chain' | 'storage'>;
  readonly #kept: Map<string, Promise<ChainStep | undefined>> = new Map();

  constructor(context: Pick<RpcContext, 'chain' | 'storage'>) {
    this.#context = context;
  }

  /**
   * The step to the block at a topoheight; undefined when the chain has another block there by now.
   * @throws TOS_STORAGE_CORRUPT for a block that has a place and is not there
   */
  ordered(hash: Uint8Array, topoheight: Topoheight): Promise<ChainStep | undefined> {
    const key = bytesToHex(hash);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const reading = this.#readOrdered(hash, topoheight);
    this.#kept.set(key, reading);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_STEPS) break;
      this.#kept.delete(oldest);
    }
    const forget = (): void => {
      if (this.#kept.get(key) === reading) this.#kept.delete(key);
    };
    reading.then((step) => step ?? forget(), forget);
    return reading;
  }

  /** The step back from a block that has lost its place. @throws TOS_STORAGE_CORRUPT for a block that is not stored */
  async orphaned(hash: Uint8Array, topoheight: Topoheight): Promise<ChainStep> {
    const block = await this.#context.storage.getBlock({ hash });
    if (block === undefined) throw missing(hash);
    return { change: 'orphaned', topoheight, ...contentOf(block), blockType: 'Orphaned', blockText: '' };
  }

  async #readOrdered(hash: Uint8Array, topoheight: Topoheight): Promise<ChainStep | undefined> {
    const { storage } = this.#context;
    const block = await storage.getBlock({ hash });
    const json = block?.topoheight === topoheight ? await toBlockJson(block, false, this.#context) : undefined;
    // What was read belongs to this block only if the block still has its place after the last read.
    const [now] = await storage.hashesAt([topoheight]);
    if (now === undefined || compareBytes(now, hash) !== 0) return undefined;
    if (block === undefined || json === undefined) throw missing(hash);
    const blockType = json.block_type;
    return { change: 'ordered', topoheight, ...contentOf(block), blockType, blockText: memberText(json) };
  }
}

function contentOf(block: StoredBlock): Pick<ChainStep, 'hash' | 'parent' | 'transactionHashes' | 'transactions'> {
  const { hash, bytes } = block;
  const { tips, transactionHashes } = storedHeader(block);
  let transactions: PackedBatch | undefined;
  return {
    hash,
    parent: tips[0],
    transactionHashes,
    transactions() {
      transactions ??= decodeBlock(bytes).transactions;
      return transactions;
    },
  };
}

function missing(hash: Uint8Array): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'blocks', reason: `block ${bytesToHex(hash)} is not stored` });
}

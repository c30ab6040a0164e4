import { bytesToHex } from '@tos/crypto';
import type { BlockExecutionJson } from '../rpc/schemas/block-execution-json.ts';

/** How the newest blocks were executed: what this process remembers, and no storage has. */
export class KeptExecutions {
  readonly #byHash: Map<string, BlockExecutionJson> = new Map();

  /** Returns how a block was executed; undefined for one that was not executed since the start, or was too long ago. */
  find(hash: Uint8Array): BlockExecutionJson | undefined {
    return this.#byHash.get(bytesToHex(hash));
  }
}

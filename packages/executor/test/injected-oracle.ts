import { bytesToHex } from '@noble/hashes/utils.js';
import type { Transaction } from '@tos/transaction';
import { isGoodFor, REFERENCE_LIMIT } from './block-parts.ts';
import { proofIsGood } from './parity-rules.ts';
import { executePlainly, type OracleOutcome } from './plain-oracle.ts';
import type { World } from './plain-world.ts';

/** Runs the plain oracle with signatures, references and proofs as tests inject them. The default topoheight is that of `contextOver`. */
export function executeInjected(
  before: World,
  block: {
    readonly transactions: readonly Transaction[];
    readonly miner: Uint8Array;
    readonly reward: bigint;
    readonly topoheight?: bigint;
  },
  policy: 'build' | 'validate',
): OracleOutcome {
  const { transactions, miner, reward, topoheight = 11n } = block;
  return executePlainly(
    before,
    {
      transactions,
      chainId: 3,
      signatureIsGood: isGoodFor,
      referenceIsGood: ({ reference }) => reference.topoheight <= REFERENCE_LIMIT,
      proofIsGood,
      topoheight,
      miner: bytesToHex(miner),
      reward,
    },
    policy,
  );
}

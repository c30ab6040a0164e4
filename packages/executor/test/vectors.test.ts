import { existsSync, readFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import {
  COIN,
  type ExactJson,
  isTosError,
  networks,
  parseExactJson,
  U64_MAX,
  u64FromHalves,
  u64High,
  u64Low,
} from '@tos/protocol';
import { baselineRules } from '@tos/runtime';
import {
  balanceRef,
  decodeBalance,
  decodeFrozen,
  decodeU64Record,
  energyRef,
  frozenRef,
  NATIVE_ASSET,
  nonceRef,
  type RecordRef,
  SupplyCounter,
  supplyRef,
} from '@tos/state';
import { decodeBatch, type PackedBatch, wireFromHex } from '@tos/transaction';
import { afterAll, describe, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { referencesUpTo } from './block-fixture.ts';
import { MapState, nameOf } from './map-state.ts';
import { asBigint, asList, asText, get, type JsonObject, loadRecords } from './vector-state.ts';

// The public conformance vectors of every type that the node executes, run as their own harness runs them (docs/protocol.md §0): load
// the state, execute, compare success, code, digest and the exported state. They stay where they are: none is copied here.
const root = process.env['TOS_SPEC_VECTORS'] ?? new URL('../../../../shared/tos-spec/', import.meta.url).pathname;
const files = [
  'account/agent_account.json',
  'account/multisig.json',
  'block/multi_tx.json',
  'contracts/deploy_contract.json',
  'core/burn.json',
  'energy/freeze_delegate.json',
  'energy/freeze_tos.json',
  'energy/unfreeze_tos.json',
  'energy/withdraw_unfrozen.json',
  'fee_variants.json',
  'privacy/shield_transfers.json',
  'template/example.json',
  'tns/register_name.json',
  'tx_core.json',
];

/** Files that the conformance app runs. Codec vectors run in @tos/transaction, keys and proofs in @tos/crypto. */
const notRun: Record<string, string> = {
  'blockchain/chain_import.json': 'order of a BlockDAG',
  'contracts/invoke_contract.json': 'a simplified rule of the harness',
  'privacy/uno_transfers.json': 'a simplified rule of the harness',
  'privacy/unshield_transfers.json': 'a simplified rule of the harness',
  '../../rpc/rpc.json': 'the conformance server',
  '../../p2p/*': 'peer-to-peer',
};
/** Types with a simplified rule of the harness (docs/protocol.md §5.3), which also occur in files of others. */
const simplified: ReadonlySet<ExactJson> = new Set(['invoke_contract', 'uno_transfers', 'unshield_transfers']);
const isSimplified = (vector: JsonObject): boolean => simplified.has(get(vector, 'input', 'tx', 'tx_type'));

/** The parts of the accounts and counters of the harness that the executor does not know. */
class Harness {
  readonly state: MapState = new MapState();
  readonly accounts: JsonObject[];
  readonly global: Record<string, bigint>;

  constructor(preState: ExactJson) {
    this.accounts = [...asList(get(preState, 'accounts'))];
    this.global = { ...(get(preState, 'global_state') as Record<string, bigint>) };
    for (const account of this.accounts) {
      const key = hexToBytes(asText(get(account, 'address')));
      this.state.setNonce(key, asBigint(get(account, 'nonce')));
      this.state.setBalance(key, NATIVE_ASSET, asBigint(get(account, 'balance')));
    }
    this.state.setSupply(SupplyCounter.BURNED, this.global['total_burned'] ?? 0n);
    loadRecords(this.state, preState);
  }

  /** The exported accounts: first the loaded ones, then those that the execution created. */
  export(): JsonObject[] {
    const known = new Set(this.accounts.map((account) => asText(get(account, 'address'))));
    const all = [...this.accounts];
    for (const name of this.state.records.keys()) {
      const address = name.startsWith('nonce:') ? name.slice(6) : '';
      if (address !== '' && !known.has(address)) all.push({ address, flags: 0n, data: '' });
    }
    return all.map((account) => {
      const key = hexToBytes(asText(get(account, 'address')));
      const read = <T>(ref: RecordRef, decode: (bytes: Uint8Array) => T): T | undefined => {
        const record = this.state.records.get(nameOf(ref));
        return record && decode(record);
      };
      const frozen = (read(frozenRef(key), decodeFrozen)?.total ?? 0n) * COIN;
      return {
        ...account,
        balance: read(balanceRef(key, NATIVE_ASSET), decodeBalance)?.final ?? 0n,
        nonce: read(nonceRef(key), decodeU64Record) ?? 0n,
        frozen: frozen > U64_MAX ? U64_MAX : frozen,
        energy: read(energyRef(key), decodeU64Record) ?? 0n,
      };
    });
  }

  globals(): Record<string, bigint> {
    const burned = this.state.records.get(nameOf(supplyRef(SupplyCounter.BURNED)));
    const energy = this.export().reduce((sum, account) => sum + asBigint(account['energy'] ?? null), 0n);
    return {
      ...this.global,
      total_burned: burned === undefined ? 0n : decodeU64Record(burned),
      total_energy: energy,
    };
  }

  /** The digest of docs/protocol.md §4.7. */
  digest(): string {
    const u64 = (value: bigint): Uint8Array => {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setUint32(0, u64High(value));
      new DataView(bytes.buffer).setUint32(4, u64Low(value));
      return bytes;
    };
    const global = this.globals();
    const head = ['total_supply', 'total_burned', 'total_energy', 'block_height', 'timestamp'].map((key) =>
      u64(global[key] ?? 0n),
    );
    const accounts = this.export()
      .toSorted((a, b) => (asText(get(a, 'address')) < asText(get(b, 'address')) ? -1 : 1))
      .flatMap((account) => {
        const data = hexToBytes(asText(get(account, 'data')));
        const numbers = ['balance', 'nonce', 'frozen', 'energy', 'flags'].map((key) =>
          u64(asBigint(get(account, key))),
        );
        return [hexToBytes(asText(get(account, 'address'))), ...numbers, u64(BigInt(data.length)), data];
      });
    return bytesToHex(blake3(...head, ...accounts));
  }
}

function decodeAll(vector: JsonObject): PackedBatch | undefined {
  const isBlock = get(vector, 'input', 'kind') === 'block';
  const list = isBlock ? asList(get(vector, 'input', 'txs')) : [get(vector, 'input') as JsonObject];
  try {
    return decodeBatch(list.map((one) => wireFromHex(asText(get(one, 'wire_hex')))));
  } catch (error) {
    if (isTosError(error, 'TOS_INVALID_FORMAT')) return undefined;
    throw error;
  }
}

async function runVector(vector: JsonObject, executor: BlockExecutor): Promise<void> {
  const harness = new Harness(get(vector, 'pre_state'));
  const height = harness.global['block_height'] ?? 0n;
  const isBlock = get(vector, 'input', 'kind') === 'block';
  const batch = decodeAll(vector);
  let code: number = 0x0100;
  if (batch !== undefined) {
    const outcome = await executor.execute(
      batch,
      {
        network: networks.devnet,
        topoheight: Number(isBlock || height === 0n ? height + 1n : height),
        state: harness.state,
        references: (all) => referencesUpTo(all, u64FromHalves(0, u64Low(height))),
      },
      { policy: 'validate', rules: baselineRules },
    );
    code = outcome.refused?.error ?? 0;
    if (outcome.refused === null) {
      harness.state.apply(outcome.state.getModifiedRecords());
      if (isBlock) harness.global['block_height'] = height + 1n;
    }
  }
  expect(BigInt(code)).toBe(get(vector, 'expected', 'error_code'));
  expect(code === 0).toBe(get(vector, 'expected', 'success'));
  const digest = get(vector, 'expected', 'state_digest');
  if (digest !== '') expect(harness.digest()).toBe(digest);
  const post = get(vector, 'expected', 'post_state');
  if (post === null) return;
  expect(harness.globals()).toEqual(get(post, 'global_state'));
  const exported = new Map(harness.export().map((account) => [get(account, 'address'), account]));
  for (const account of asList(get(post, 'accounts'))) {
    expect(exported.get(get(account, 'address'))).toEqual(account);
  }
}

if (!existsSync(root)) {
  test.skip(`public vectors: none at TOS_SPEC_VECTORS or beside the checkout (${files.length} files not run)`, () => {});
} else {
  describe('public vectors', () => {
    const executors: Record<string, BlockExecutor> = {
      sequential: createBlockExecutor({ setting: 'sequential' }),
      parallel: createBlockExecutor({ setting: 'parallel', workers: 1 }),
    };
    afterAll(async () => {
      for (const executor of Object.values(executors)) await executor.close();
    });

    for (const file of files) {
      const vectors = asList(
        get(parseExactJson(readFileSync(`${root}/execution/transactions/${file}`, 'utf8')), 'test_vectors'),
      );
      // The names of vectors are not unique, so the index identifies them.
      vectors.forEach((vector, index) => {
        const title = `${file} #${index} ${asText(get(vector, 'name'))}`;
        if (isSimplified(vector)) test.skip(`${title}: a simplified rule of the harness`, () => {});
        else
          for (const [name, executor] of Object.entries(executors))
            test(`${title}, ${name}`, () => runVector(vector, executor));
      });
    }

    test(`not run here: ${Object.entries(notRun)
      .map(([file, reason]) => `${file} (${reason})`)
      .join(', ')}`, () => {
      expect(files.filter((file) => file in notRun)).toEqual([]);
    });
  });
}

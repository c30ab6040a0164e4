import { existsSync, readFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import { type ExactJson, isTosError, networks, parseExactJson, u64FromHalves, u64High, u64Low } from '@tos/protocol';
import { baselineRules } from '@tos/runtime';
import {
  balanceRef,
  decodeBalance,
  decodeU64Record,
  NATIVE_ASSET,
  nonceRef,
  SupplyCounter,
  supplyRef,
} from '@tos/state';
import { decodeBatch, type PackedBatch, wireFromHex } from '@tos/transaction';
import { afterAll, describe, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { referencesUpTo } from './block-fixture.ts';
import { MapState, nameOf } from './map-state.ts';

// The public conformance vectors that need transfers and burn alone, run as their own harness runs them (protocol.md §0): load
// the state, execute, compare success, code, digest and the exported state. They stay where they are: none is copied here.
const root = process.env['TOS_SPEC_VECTORS'] ?? new URL('../../../../shared/tos-spec/', import.meta.url).pathname;
const files = ['core/burn.json', 'template/example.json', 'tx_core.json', 'block/multi_tx.json'];

/** Files that need other types of transaction, and what for. Codec vectors run in @tos/transaction, keys in @tos/crypto. */
const notRun: Record<string, string> = {
  'account/*': 'multisig setup and agent accounts',
  'blockchain/chain_import.json': 'order of a BlockDAG, and all types',
  'contracts/*': 'deploy and invoke',
  'energy/*': 'energy',
  'fee_variants.json': 'fees in ENERGY and UNO',
  'privacy/*': 'shielded transfers',
  'tns/*': 'names',
  '../../rpc/rpc.json': 'the conformance server',
  '../../p2p/*': 'peer-to-peer',
};
/** A vector of the files above is not run for one reason alone: its state gives an account energy to pay fees with. */
const needsEnergy = (vector: JsonObject): boolean =>
  asList(get(vector, 'pre_state', 'accounts')).some((account) => get(account, 'energy') !== 0n);

type JsonObject = { readonly [key: string]: ExactJson };

function get(value: ExactJson | undefined, ...path: string[]): ExactJson {
  let at: ExactJson | undefined = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null && !Array.isArray(at) ? (at as JsonObject)[key] : undefined;
  return at ?? null;
}

const asList = (value: ExactJson): readonly JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
const asText = (value: ExactJson): string => (typeof value === 'string' ? value : '');
const asBigint = (value: ExactJson): bigint => (typeof value === 'bigint' ? value : 0n);

/** The harness's accounts and counters beside what the executor knows of them. */
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
  }

  /** Accounts as exported: the loaded ones, then those that the execution created. */
  export(): JsonObject[] {
    const known = new Set(this.accounts.map((account) => asText(get(account, 'address'))));
    const all = [...this.accounts];
    for (const name of this.state.records.keys()) {
      const address = name.startsWith('nonce:') ? name.slice(6) : '';
      if (address !== '' && !known.has(address)) all.push({ address, frozen: 0n, energy: 0n, flags: 0n, data: '' });
    }
    return all.map((account) => {
      const key = hexToBytes(asText(get(account, 'address')));
      const balance = this.state.records.get(nameOf(balanceRef(key, NATIVE_ASSET)));
      const nonce = this.state.records.get(nameOf(nonceRef(key)));
      return {
        ...account,
        balance: balance === undefined ? 0n : decodeBalance(balance).final,
        nonce: nonce === undefined ? 0n : decodeU64Record(nonce),
      };
    });
  }

  globals(): Record<string, bigint> {
    const burned = this.state.records.get(nameOf(supplyRef(SupplyCounter.BURNED)));
    return { ...this.global, total_burned: burned === undefined ? 0n : decodeU64Record(burned) };
  }

  /** protocol.md §4.7 */
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
      // Names are not unique: the index tells.
      vectors.forEach((vector, index) => {
        const title = `${file} #${index} ${asText(get(vector, 'name'))}`;
        if (needsEnergy(vector)) test.skip(`${title}: needs energy`, () => {});
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

import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import type { ExactJson, ExactJsonInput } from '@tos/protocol';
import { contractRef, decodeFrozen, energyRef, frozenRef, nameOwnerRef } from '@tos/state';
import { atomicUnits, exportAccount, exportState, u64At } from './export-state.ts';
import { harnessDigest } from './harness-digest.ts';
import type { HarnessState } from './harness-state.ts';

/** An answer that is an error. The suite compares its text too. Source: docs/protocol.md §7.1. */
class RpcFailure extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

type Method = (state: HarnessState, params: ExactJson) => ExactJsonInput;

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['tos_stateDigest', (state) => harnessDigest(exportState(state))],
  ['tos_stateExport', exportState],
  ['tos_accountGet', accountGet],
  ['tos_energyGet', energyGet],
  ['tos_tnsResolve', nameResolve],
  ['tos_contractGet', contractGet],
  ['tos_methods', () => [...methods.keys()]],
]);

/** The answer to one JSON-RPC request about the loaded state. No request makes it throw. */
export function answerRpc(state: HarnessState, request: ExactJson): ExactJsonInput {
  const id = memberOf(request, 'id') ?? null;
  try {
    const method = memberOf(request, 'method');
    if (memberOf(request, 'jsonrpc') !== '2.0' || typeof method !== 'string') {
      throw new RpcFailure(-32600, 'Invalid Request');
    }
    const call = methods.get(method);
    if (call === undefined) throw new RpcFailure(-32601, 'Method not found');
    return { jsonrpc: '2.0', id, result: call(state, memberOf(request, 'params') ?? null) };
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error;
    return { jsonrpc: '2.0', id, error: { code: error.code, message: error.message } };
  }
}

function accountGet(state: HarnessState, params: ExactJson): ExactJsonInput {
  const account = state.account(bytes32(params, 'address'));
  return account === undefined ? null : exportAccount(state, account);
}

function energyGet(state: HarnessState, params: ExactJson): ExactJsonInput {
  const key = bytes32(params, 'address');
  const record = state.get(frozenRef(key));
  if (record === undefined) return null;
  const { total, freezes, pending } = decodeFrozen(record);
  return {
    address: bytesToHex(key),
    energy: u64At(state, energyRef(key)),
    frozen_tos: atomicUnits(total),
    last_update: 0n,
    freeze_records: freezes.map(({ amount, energy, frozenAt, unlocksAt, days }) => ({
      amount: atomicUnits(amount),
      energy_gained: energy,
      freeze_height: frozenAt,
      unlock_height: unlocksAt,
      duration_days: days,
    })),
    pending_unfreezes: pending.map(({ amount, expiresAt }) => ({
      amount: atomicUnits(amount),
      expire_height: expiresAt,
    })),
  };
}

function nameResolve(state: HarnessState, params: ExactJson): ExactJsonInput {
  const name = memberOf(params, 'name');
  if (typeof name !== 'string' || name === '') throw invalidParams('name');
  const owner = state.get(nameOwnerRef(blake3(utf8ToBytes(name.toLowerCase()))));
  return owner === undefined ? null : bytesToHex(owner);
}

function contractGet(state: HarnessState, params: ExactJson): ExactJsonInput {
  const hash = bytes32(params, 'hash');
  const module = state.get(contractRef(hash));
  return module === undefined ? null : { hash: bytesToHex(hash), module: bytesToHex(module) };
}

function bytes32(params: ExactJson, name: string): Uint8Array {
  const text = memberOf(params, name);
  if (typeof text !== 'string' || !/^[0-9a-fA-F]{64}$/.test(text)) throw invalidParams(name);
  return hexToBytes(text);
}

function invalidParams(name: string): RpcFailure {
  return new RpcFailure(-32602, `Invalid params: ${name}`);
}

/** A member of a JSON object; undefined for any other JSON. */
function memberOf(json: ExactJson, name: string): ExactJson | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return Object.entries(json).find(([key]) => key === name)?.[1];
}

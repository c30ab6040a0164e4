import { Opcode, u64FromHalves } from '@tos/protocol';
import { expect } from 'vitest';
import {
  type AgentAccountPayload,
  type Deposit,
  type EnergyPayload,
  type PackedBatch,
  type Payload,
  WireWriter,
} from '../src/index.ts';
import { writeValueCell } from '../src/types/value-cell-field.ts';
import {
  AgentVariant,
  agentView,
  burnView,
  DelegateeCursor,
  DepositCursor,
  deployView,
  EnergyVariant,
  energyView,
  invokeView,
  multisigView,
  nameView,
  ShieldCursor,
  TransferCursor,
  UnoCursor,
  UnshieldCursor,
} from '../src/views/index.ts';

type View<T> = (batch: PackedBatch, i: number) => T;
type Of<T extends Payload['type']> = Extract<Payload, { type: T }>;

/** Expects the views on the packed bytes to give what the object holds. */
export function expectViews(batch: PackedBatch, i: number, payload: Payload): void {
  expect(batch.type[i]).toBe(codeOf(Opcode, payload.type));
  switch (payload.type) {
    case 'burn':
      expect(keyAt(batch, burnView.assetOffset(batch, i))).toEqual(payload.asset);
      expect(u64At(batch, i, burnView.amountHigh, burnView.amountLow)).toBe(payload.amount);
      break;
    case 'transfers':
      expectItems(new TransferCursor(), batch, i, payload.transfers, (cursor) => ({
        asset: keyAt(batch, cursor.assetOffset),
        destination: keyAt(batch, cursor.destinationOffset),
        amount: u64FromHalves(cursor.amountHigh, cursor.amountLow),
        extraData: extraAt(batch, cursor.destinationOffset + 40, cursor.extraSize),
      }));
      break;
    case 'multisig':
      expect(multisigView.threshold(batch, i)).toBe(payload.threshold);
      expect(multisigView.participantCount(batch, i)).toBe(payload.participants.length);
      expect(keysAt(batch, multisigView.participantsOffset(batch, i), payload.participants.length)).toEqual(
        payload.participants,
      );
      break;
    case 'invoke_contract':
      expectInvoke(batch, i, payload);
      break;
    case 'deploy_contract':
      expectDeploy(batch, i, payload);
      break;
    case 'energy':
      expectEnergy(batch, i, payload);
      break;
    case 'uno_transfers':
      expectItems(new UnoCursor(), batch, i, payload.transfers, (cursor) => ({
        asset: keyAt(batch, cursor.assetOffset),
        destination: keyAt(batch, cursor.destinationOffset),
        extraData: extraAt(batch, cursor.destinationOffset + 32, cursor.extraSize),
        commitment: keyAt(batch, cursor.commitmentOffset),
        senderHandle: keyAt(batch, cursor.senderHandleOffset),
        receiverHandle: keyAt(batch, cursor.receiverHandleOffset),
        validityProof: batch.bytes.slice(cursor.proofOffset, cursor.proofOffset + 160),
      }));
      break;
    case 'shield_transfers':
      expectItems(new ShieldCursor(), batch, i, payload.transfers, (cursor) => ({
        asset: keyAt(batch, cursor.assetOffset),
        destination: keyAt(batch, cursor.destinationOffset),
        amount: u64FromHalves(cursor.amountHigh, cursor.amountLow),
        extraData: extraAt(batch, cursor.destinationOffset + 40, cursor.extraSize),
        commitment: keyAt(batch, cursor.commitmentOffset),
        receiverHandle: keyAt(batch, cursor.receiverHandleOffset),
        proof: batch.bytes.slice(cursor.proofOffset, cursor.proofOffset + 96),
      }));
      break;
    case 'unshield_transfers':
      expectItems(new UnshieldCursor(), batch, i, payload.transfers, (cursor) => ({
        asset: keyAt(batch, cursor.assetOffset),
        destination: keyAt(batch, cursor.destinationOffset),
        amount: u64FromHalves(cursor.amountHigh, cursor.amountLow),
        extraData: extraAt(batch, cursor.destinationOffset + 40, cursor.extraSize),
        commitment: keyAt(batch, cursor.commitmentOffset),
        senderHandle: keyAt(batch, cursor.senderHandleOffset),
        validityProof: batch.bytes.slice(cursor.proofOffset, cursor.proofOffset + 160),
      }));
      break;
    case 'register_name': {
      const at = nameView.offset(batch, i);
      const bytes = batch.bytes.slice(at, at + nameView.length(batch, i));
      expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe(payload.name);
      break;
    }
    case 'agent_account':
      expectAgent(batch, i, payload);
      break;
    default:
      throw new Error(`there are no views of ${payload satisfies never}`);
  }
}

function expectInvoke(batch: PackedBatch, i: number, payload: Of<'invoke_contract'>): void {
  expect(keyAt(batch, invokeView.contractOffset(batch, i))).toEqual(payload.contract);
  expectDeposits(batch, i, payload.deposits);
  expect(invokeView.entryId(batch, i)).toBe(payload.entryId);
  expect(u64At(batch, i, invokeView.maxGasHigh, invokeView.maxGasLow)).toBe(payload.maxGas);
  expect(invokeView.parameterCount(batch, i)).toBe(payload.parameters.length);
  const writer = new WireWriter();
  for (const parameter of payload.parameters) writeValueCell(writer, parameter);
  const cells = writer.finish();
  const at = invokeView.parametersOffset(batch, i);
  expect(batch.bytes.slice(at, at + cells.length)).toEqual(cells);
}

function expectDeploy(batch: PackedBatch, i: number, { module, invoke }: Of<'deploy_contract'>): void {
  const at = deployView.moduleOffset(batch, i);
  expect(batch.bytes.slice(at, at + deployView.moduleLength(batch, i))).toEqual(module);
  expect(deployView.hasInvoke(batch, i)).toBe(invoke !== null);
  if (invoke !== null) expect(u64At(batch, i, deployView.maxGasHigh, deployView.maxGasLow)).toBe(invoke.maxGas);
  expectDeposits(batch, i, invoke?.deposits ?? []);
}

function expectDeposits(batch: PackedBatch, i: number, deposits: readonly Deposit[]): void {
  expectItems(new DepositCursor(), batch, i, deposits, (cursor) => ({
    asset: keyAt(batch, cursor.assetOffset),
    amount: u64FromHalves(cursor.amountHigh, cursor.amountLow),
  }));
}

function expectEnergy(batch: PackedBatch, i: number, payload: EnergyPayload): void {
  expect(energyView.variant(batch, i)).toBe(codeOf(EnergyVariant, payload.variant));
  if (payload.variant === 'freeze_tos' || payload.variant === 'unfreeze_tos') {
    expect(u64At(batch, i, energyView.amountHigh, energyView.amountLow)).toBe(payload.amount);
  }
  if (payload.variant === 'freeze_tos' || payload.variant === 'freeze_tos_delegate') {
    expect(energyView.durationDays(batch, i)).toBe(payload.durationDays);
  }
  if (payload.variant === 'freeze_tos_delegate') {
    expectItems(new DelegateeCursor(), batch, i, payload.delegatees, (cursor) => ({
      delegatee: keyAt(batch, cursor.delegateeOffset),
      amount: u64FromHalves(cursor.amountHigh, cursor.amountLow),
    }));
  }
  if (payload.variant === 'unfreeze_tos') {
    expect(energyView.fromDelegation(batch, i)).toBe(payload.fromDelegation);
    expect(energyView.recordIndex(batch, i)).toBe(payload.recordIndex ?? -1);
    expect(optionalKeyAt(batch, energyView.delegateeOffset(batch, i))).toEqual(payload.delegatee);
  }
}

function expectAgent(batch: PackedBatch, i: number, payload: AgentAccountPayload): void {
  expect(agentView.variant(batch, i)).toBe(codeOf(AgentVariant, payload.variant));
  switch (payload.variant) {
    case 'register':
      expect(keyAt(batch, agentView.controllerOffset(batch, i))).toEqual(payload.controller);
      expect(keyAt(batch, agentView.policyHashOffset(batch, i))).toEqual(payload.policyHash);
      expect(optionalKeyAt(batch, agentView.energyPoolOffset(batch, i))).toEqual(payload.energyPool);
      expect(optionalKeyAt(batch, agentView.sessionKeyRootOffset(batch, i))).toEqual(payload.sessionKeyRoot);
      break;
    case 'update_policy':
      expect(keyAt(batch, agentView.policyHashOffset(batch, i))).toEqual(payload.policyHash);
      break;
    case 'rotate_controller':
      expect(keyAt(batch, agentView.controllerOffset(batch, i))).toEqual(payload.newController);
      break;
    case 'set_status':
      expect(agentView.status(batch, i)).toBe(payload.status);
      break;
    case 'set_energy_pool':
      expect(optionalKeyAt(batch, agentView.energyPoolOffset(batch, i))).toEqual(payload.energyPool);
      break;
    case 'set_session_key_root':
      expect(optionalKeyAt(batch, agentView.sessionKeyRootOffset(batch, i))).toEqual(payload.sessionKeyRoot);
      break;
    case 'add_session_key': {
      const { key } = payload;
      expect(u64At(batch, i, agentView.keyIdHigh, agentView.keyIdLow)).toBe(key.keyId);
      expect(keyAt(batch, agentView.sessionKeyOffset(batch, i))).toEqual(key.publicKey);
      expect(u64At(batch, i, agentView.expiryHigh, agentView.expiryLow)).toBe(key.expiryTopoheight);
      expect(u64At(batch, i, agentView.maxValueHigh, agentView.maxValueLow)).toBe(key.maxValuePerWindow);
      expect(keysAt(batch, agentView.targetsOffset(batch, i), agentView.targetCount(batch, i))).toEqual(
        key.allowedTargets,
      );
      expect(keysAt(batch, agentView.assetsOffset(batch, i), agentView.assetCount(batch, i))).toEqual(
        key.allowedAssets,
      );
      break;
    }
    case 'revoke_session_key':
      expect(u64At(batch, i, agentView.keyIdHigh, agentView.keyIdLow)).toBe(payload.keyId);
      break;
  }
}

interface Cursor {
  readonly count: number;
  start(batch: PackedBatch, i: number): void;
  next(): boolean;
}

function expectItems<C extends Cursor, T>(
  cursor: C,
  batch: PackedBatch,
  i: number,
  items: readonly T[],
  current: (cursor: C) => T,
): void {
  cursor.start(batch, i);
  expect(cursor.count).toBe(items.length);
  for (const [n, item] of items.entries()) {
    expect(cursor.next(), `item ${n}`).toBe(true);
    expect(current(cursor), `item ${n}`).toEqual(item);
  }
  expect(cursor.next()).toBe(false);
  expect(cursor.next(), 'still at the end').toBe(false);
}

/** The number of a name in a table of the protocol. */
function codeOf(table: Readonly<Record<string, number>>, name: string): number | undefined {
  return table[name.toUpperCase()];
}

function keyAt({ bytes }: PackedBatch, offset: number): Uint8Array {
  return bytes.slice(offset, offset + 32);
}

function optionalKeyAt(batch: PackedBatch, offset: number): Uint8Array | null {
  return offset === 0 ? null : keyAt(batch, offset);
}

function keysAt(batch: PackedBatch, offset: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, n) => keyAt(batch, offset + n * 32));
}

function u64At(batch: PackedBatch, i: number, high: View<number>, low: View<number>): bigint {
  return u64FromHalves(high(batch, i), low(batch, i));
}

/** The data behind the presence byte at `offset`. @param size of the data and of its 2 bytes of length, as a cursor gives it */
function extraAt({ bytes }: PackedBatch, offset: number, size: number): Uint8Array | null {
  return size === 0 ? null : bytes.slice(offset + 3, offset + 1 + size);
}

// How rules read transactions where they lie, in the bytes of a packed batch: without an object for each, and without a bigint
// where halves are enough. Each view takes (batch, i), and transaction i must be of its type: nothing here checks that.
//
// A namespace for each type has its fields; a cursor moves along a list. An optional field that is absent has the offset 0 and the index -1.
export { AgentVariant } from '../types/agent-account.ts';
export { EnergyVariant } from '../types/energy.ts';
export * as agentView from './agent-view.ts';
export * as burnView from './burn-view.ts';
export { DelegateeCursor } from './delegatee-cursor.ts';
export * as deployView from './deploy-view.ts';
export { DepositCursor } from './deposit-cursor.ts';
export * as energyView from './energy-view.ts';
export * as invokeView from './invoke-view.ts';
export { ItemCursor } from './item-cursor.ts';
export * as multisigView from './multisig-view.ts';
export * as nameView from './name-view.ts';
export { ShieldCursor } from './shield-cursor.ts';
export { TransferCursor } from './transfer-cursor.ts';
export { UnoCursor } from './uno-cursor.ts';
export { UnshieldCursor } from './unshield-cursor.ts';

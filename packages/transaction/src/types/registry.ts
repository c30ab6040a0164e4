// The types that decode, one line each. `codecs.ts` makes the payload union and the lookup tables from these names.
export { agentAccount } from './agent-account.ts';
export { burn } from './burn.ts';
export { deployContract } from './deploy-contract.ts';
export { energy } from './energy.ts';
export { invokeContract } from './invoke-contract.ts';
export { multisig } from './multisig.ts';
export { registerName } from './register-name.ts';
export { shieldTransfers } from './shield-transfers.ts';
export { transfers } from './transfers.ts';
export { unoTransfers } from './uno-transfers.ts';
export { unshieldTransfers } from './unshield-transfers.ts';

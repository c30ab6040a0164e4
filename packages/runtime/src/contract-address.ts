import { blake3 } from '@tos/crypto';
import { assertBytes } from '@tos/protocol';
import { KEY_SIZE } from '@tos/state';

/** The first byte of the preimage. Source: docs/protocol.md §5.4, row "deploy_contract". */
const PREFIX = 0xff;

/**
 * The address of the contract that a deployment makes: BLAKE3 of ff, the deployer's key and BLAKE3 of the module, 32 bytes. So an account
 * can deploy a module once, and another account's deployment of the same module has another address.
 * @param deployer key of the account that deploys, 32 bytes
 * @throws TOS_INVALID_ARGUMENT
 */
export function contractAddress(deployer: Uint8Array, module: Uint8Array): Uint8Array {
  assertBytes(deployer, 'deployer', KEY_SIZE);
  assertBytes(module, 'module');
  const preimage = new Uint8Array(1 + 2 * KEY_SIZE);
  preimage[0] = PREFIX;
  preimage.set(deployer, 1);
  preimage.set(blake3(module), 1 + KEY_SIZE);
  return blake3(preimage);
}

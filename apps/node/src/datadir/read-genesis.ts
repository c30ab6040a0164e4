import { type Genesis, parseGenesis } from '@tos/chain';
import { isTosError } from '@tos/protocol';
import { invalidSetting } from '../settings/invalid-setting.ts';

/**
 * The genesis of a devnet in the text of a file.
 * @param name what the error begins with: the file, or the flag that named it
 * @throws TOS_INVALID_CONFIG
 */
export function genesisOf(text: string, name: string): Genesis {
  try {
    const genesis = parseGenesis(text);
    if (genesis.network === 'devnet') return genesis;
    throw invalidSetting('genesis.network', `it is of ${genesis.network}, this node runs a devnet`);
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_CONFIG')) throw error;
    const { setting, reason } = error.details;
    throw invalidSetting(`${name}: ${setting}`, reason);
  }
}

import { readFileSync } from 'node:fs';
import { fileRefusal } from '../settings/file-refusal.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import type { Questions } from './questions.ts';

/** Where a passphrase comes from: a file, or else the person at the terminal. */
export interface PassphraseSource {
  readonly passphraseFile?: string;
  readonly questions: Questions;
}

/** The passphrase of a key file that is there. @throws TOS_INVALID_CONFIG where there is nobody to ask and no file */
export async function askPassphrase(source: PassphraseSource): Promise<string> {
  return given(source) ?? source.questions.askHidden('Passphrase: ');
}

/** A passphrase for a new key file, which a person has to type twice. @throws TOS_INVALID_CONFIG as `askPassphrase`, and for an empty one */
export async function askNewPassphrase(source: PassphraseSource): Promise<string> {
  const found = given(source);
  if (found !== undefined) return notEmpty(found, '--passphrase-file');
  const passphrase = notEmpty(await source.questions.askHidden('New passphrase: '), 'passphrase');
  if ((await source.questions.askHidden('Once more: ')) === passphrase) return passphrase;
  throw invalidSetting('passphrase', 'the two are different; nothing was written');
}

function given({ passphraseFile, questions }: PassphraseSource): string | undefined {
  if (passphraseFile === undefined) {
    if (questions.canAsk) return undefined;
    throw invalidSetting(
      '--passphrase-file',
      'there is no terminal to ask for the passphrase; name a file that holds it',
    );
  }
  try {
    // An editor ends a file with a line feed, which nobody types.
    return readFileSync(passphraseFile, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw fileRefusal('--passphrase-file', error);
  }
}

function notEmpty(passphrase: string, setting: string): string {
  if (passphrase !== '') return passphrase;
  throw invalidSetting(setting, 'it is empty: whoever reads the file would have the key');
}

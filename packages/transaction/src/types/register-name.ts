import { Opcode } from '@tos/protocol';
import { record, text } from '../fields/index.ts';
import { type DefinedType, defineType } from './define-type.ts';

/** Gives the sender's account a name. */
export interface RegisterNamePayload {
  readonly type: 'register_name';
  /** 3 to 64 bytes of UTF-8; which characters it may have is a rule of the chain, not of the format. */
  readonly name: string;
}

export const registerName: DefinedType<RegisterNamePayload> = defineType({
  opcode: Opcode.REGISTER_NAME,
  type: 'register_name',
  payload: record({ name: text({ min: 3, max: 64, what: 'a name' }) }),
});

import { Opcode } from '@tos/protocol';
import { z } from 'zod';
import { readUtf8, utf8Length, walkUtf8 } from '../utf8.ts';
import type { TypeCodec } from './type-codec.ts';

/** Gives the sender's account a name. */
export interface RegisterNamePayload {
  readonly type: 'register_name';
  /** 3 to 64 bytes of UTF-8; which characters it may have is a rule of the chain, not of the format. */
  readonly name: string;
}

/** Bytes of UTF-8. */
export const MIN_NAME_SIZE = 3;
export const MAX_NAME_SIZE = 64;

const nameJson = z.string().refine((name) => {
  const size = utf8Length(name);
  return size >= MIN_NAME_SIZE && size <= MAX_NAME_SIZE;
}, `expected ${MIN_NAME_SIZE} to ${MAX_NAME_SIZE} bytes of UTF-8`);
const registerNameJson = z.strictObject({ payload: z.strictObject({ name: nameJson }) });

/** On the wire: length 1, UTF-8. */
export const registerName: TypeCodec<RegisterNamePayload> = {
  opcode: Opcode.REGISTER_NAME,
  type: 'register_name',
  walk(reader) {
    const size = reader.u8();
    if (size < MIN_NAME_SIZE || size > MAX_NAME_SIZE) {
      reader.fail(`a name has ${MIN_NAME_SIZE} to ${MAX_NAME_SIZE} bytes, not ${size}`, -1);
    }
    walkUtf8(reader, size);
  },
  read(reader) {
    return { type: 'register_name', name: readUtf8(reader, reader.u8()) };
  },
  write(writer, { name }) {
    writer.text(name, 1, 'name');
  },
  json: z.codec(registerNameJson, z.custom<RegisterNamePayload>(), {
    decode: ({ payload }): RegisterNamePayload => ({ type: 'register_name', ...payload }),
    encode: ({ name }) => ({ payload: { name } }),
  }),
};

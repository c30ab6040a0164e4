import { blake3, encodeAddress } from '@tos/crypto';
import { decodeOwnedName, nameOwnerRef, ownedNameRef } from '@tos/state';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { addressText } from '../../schemas/result-values.ts';

// The original's daemon has no such methods.

export const getName: RpcMethod = defineParamsMethod({
  name: 'get_name',
  summary: 'Returns the name that an address has registered, in small letters; null where it has none.',
  params: { address: addressParam },
  result: z.string().nullable(),
  async call({ address }, { storage }) {
    const [version] = await storage.readMany([ownedNameRef(address)]);
    return version?.value == null ? null : new TextDecoder().decode(decodeOwnedName(version.value));
  },
});

/** UTF-16 units of the longest name that is looked for; a name that can be registered has at most 64 letters. */
const LONGEST_NAME = 255;

export const resolveName: RpcMethod = defineParamsMethod({
  name: 'resolve_name',
  summary: 'Returns the address that has registered a name, in whatever letters; null where nobody has.',
  params: { name: z.string().max(LONGEST_NAME) },
  result: addressText.nullable(),
  async call({ name }, { chain, storage }) {
    // Of other letters than these no name is made, and `toLowerCase` would make these letters of some.
    const small = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const hash = blake3(new TextEncoder().encode(small));
    const [version] = await storage.readMany([nameOwnerRef(hash)]);
    return version?.value == null ? null : encodeAddress(version.value, chain.network);
  },
});

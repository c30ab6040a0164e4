/** Bytes of an account's key, an asset's id and any other part of a record's key that is a hash or a point. */
export const KEY_SIZE = 32;

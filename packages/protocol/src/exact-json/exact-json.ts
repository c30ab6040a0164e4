/** JSON in which every number is an integer, held as a bigint. */
export type ExactJson = null | boolean | bigint | string | readonly ExactJson[] | { readonly [key: string]: ExactJson };

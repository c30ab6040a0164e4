import type { ExactJson } from '@tos/protocol';

/** The members of a JSON object; none for any other JSON. */
export type Members = { readonly [name: string]: ExactJson | undefined };

export function membersOf(json: ExactJson | undefined): Members {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? Object.fromEntries(Object.entries(json))
    : {};
}

import { type ExactJsonInput, stringifyExactJson } from '@tos/protocol';

/** The members of an object as JSON text without the braces, to which other members may be added. */
export function memberText(members: { readonly [name: string]: ExactJsonInput | undefined }): string {
  return stringifyExactJson(members).slice(1, -1);
}

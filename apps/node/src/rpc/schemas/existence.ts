import { z } from 'zod';

/** The daemon of the original answers `exist`, and the types of its JavaScript SDK have `exists`. */
export type ExistenceJson = { exist: boolean; exists: boolean };

export const existenceJson: z.ZodType<ExistenceJson, ExistenceJson> = z.strictObject({
  exist: z.boolean(),
  exists: z.boolean(),
});

export function toExistenceJson(exists: boolean): ExistenceJson {
  return { exist: exists, exists };
}

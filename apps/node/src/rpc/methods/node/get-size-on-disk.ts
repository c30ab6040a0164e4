import { z } from 'zod';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger } from '../../schemas/result-values.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export const getSizeOnDisk: RpcMethod = defineMethod({
  name: 'get_size_on_disk',
  summary: 'Returns the size of the database: on disk, or in memory where the storage keeps nothing on a disk.',
  result: z.strictObject({ size_bytes: safeInteger, size_formatted: z.string() }),
  async call({ storage }) {
    const size = await storage.sizeOnDisk();
    return { size_bytes: size, size_formatted: formatted(size) };
  },
});

/** For people: 1023 B, 1.5 KiB. */
function formatted(bytes: number): string {
  const power = UNITS.findLastIndex((_, i) => bytes >= 1024 ** i || i === 0);
  const unit = UNITS[power]!;
  return power === 0 ? `${bytes} ${unit}` : `${(bytes / 1024 ** power).toFixed(1)} ${unit}`;
}

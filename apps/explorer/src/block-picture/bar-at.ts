import type { LaidRow, PictureBar, PictureLayout } from './picture-layout.ts';

/** How far a pointer may be from a bar, in pixels: thin bars can be hit too. */
const TOLERANCE = 4;

/** The bar at a place of the picture, or the nearest one in its row. */
export function barAt({ rows }: PictureLayout, x: number, y: number): { row: LaidRow; bar: PictureBar } | undefined {
  const row = rows.find((candidate) => y >= candidate.y && y < candidate.y + candidate.height);
  const distanceTo = (bar: PictureBar): number => Math.max(bar.x - x, x - bar.x - bar.width, 0);
  const bar = row?.bars.toSorted((a, b) => distanceTo(a) - distanceTo(b))[0];
  return row === undefined || bar === undefined || distanceTo(bar) > TOLERANCE ? undefined : { row, bar };
}

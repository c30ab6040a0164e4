import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockPlaces } from './block-trace.ts';

test('a transaction has the place that it has among those that were executed', () => {
  const code = fc.constantFrom(0, 0, 0, 0x0107, 0xffff);
  fc.assert(
    fc.property(fc.array(code, { maxLength: 50 }), (codes) => {
      const placeOf = blockPlaces({ count: codes.length, errors: Uint16Array.from(codes) });
      const inBlock = codes.flatMap((one, i) => (one === 0 ? [i] : []));
      for (const i of codes.keys()) {
        const place = inBlock.indexOf(i);
        expect(placeOf(i), `${i} of ${codes}`).toBe(place === -1 ? undefined : place);
      }
    }),
  );
});

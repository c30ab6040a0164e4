import { formatInteger } from '../parts/format.ts';
import type { Claim } from './block-execution.ts';
import { formatMicroseconds } from './format-microseconds.ts';
import type { LaneBar } from './lane-bars.ts';
import type { TonedSpan } from './picture-rows.ts';
import { placesText } from './places-text.ts';

/** A bar in words: where, when and what. */
export function barText(row: string, { fromUs, toUs, busyUs, spans }: LaneBar<TonedSpan>): string {
  const [only] = spans;
  const [startUs, endUs] = spans.length === 1 && only !== undefined ? [only.startUs, only.endUs] : [fromUs, toUs];
  const when = `${row}, ${formatMicroseconds(startUs)} to ${formatMicroseconds(endUs)}`;
  const claims = spans.flatMap(({ claim }) => (claim === undefined ? [] : [claim]));
  const what = claims.length === 0 ? '' : `: ${claimsText(claims)}`;
  if (spans.length === 1) return `${when} (${formatMicroseconds(endUs - startUs)})${what}`;
  return `${when}, ${formatInteger(spans.length)} times, busy for ${formatMicroseconds(busyUs)}${what}`;
}

/** What claims verified. */
export function claimsText(claims: readonly Claim[]): string {
  const countOf = (kind: Claim['kind']): number =>
    claims.filter((claim) => claim.kind === kind).reduce((sum, { count }) => sum + count, 0);
  const signatures = countOf('signatures');
  const evidence = countOf('evidence');
  const places = claims.flatMap(({ transactions }) => transactions).toSorted((a, b) => a - b);
  return [
    ...(signatures === 0
      ? []
      : [`${formatInteger(signatures)} ${signatures === 1 ? 'signature' : 'signatures'}${of(places)}`]),
    ...(evidence === 0 ? [] : [`${formatInteger(evidence)} of the co-signatures and proofs`]),
  ].join(', ');
}

function of(places: readonly number[]): string {
  if (places.length === 0) return '';
  return ` of the ${places.length === 1 ? 'transaction' : 'transactions'} ${placesText(places)}`;
}

import {
  type BlockExecution,
  type Claim,
  type Phase,
  type PhaseName,
  phaseNames,
  type Span,
} from './block-execution.ts';
import type { TimeRange } from './time-range.ts';

/** What a bar of the picture stands for; its colour. */
export type Tone = Claim['kind'] | PhaseName;

/** A row of the picture: what happened there at which time. */
export interface PictureRow {
  readonly name: string;
  /** Rows of one group stand close together. */
  readonly group: 'threads' | 'phases';
  readonly spans: readonly TonedSpan[];
}

export interface TonedSpan extends Span {
  readonly tone: Tone;
  /** The claim, where the span is one. */
  readonly claim?: Claim;
}

export const phaseTitles: { readonly [P in PhaseName]: string } = {
  prepare: 'Prepare',
  verify: 'Verify',
  pass: 'In-order pass',
  collect: 'Collect',
  merge: 'Merge',
  commit: 'Commit',
};

/** The rows of the block: a lane per thread, and below the lanes the phases. */
export function blockRows({ threads, claims, phases }: BlockExecution): PictureRow[] {
  return [...laneRows(threads, claims), ...phaseNames.flatMap((name) => phaseRows(name, phases))];
}

/** The rows of what was verified before the block, with the same lanes. */
export function admissionRows({ threads, admission }: BlockExecution): PictureRow[] {
  return laneRows(threads, admission);
}

/** From the beginning of the block's execution until the block was durable. */
export function blockRange({ totalUs, claims, phases }: BlockExecution): TimeRange {
  return { fromUs: 0, toUs: Math.max(1, totalUs, ...ends(claims), ...ends(phases)) };
}

/** From the first claim before the block until the block began. */
export function admissionRange({ admission }: BlockExecution): TimeRange {
  return {
    fromUs: Math.min(-1, ...admission.map(({ startUs }) => startUs)),
    toUs: Math.max(0, ...ends(admission)),
  };
}

export function threadName(thread: number): string {
  return thread === 0 ? 'Main' : `Thread ${thread}`;
}

function laneRows(threads: number, claims: readonly Claim[]): PictureRow[] {
  const lanes = Math.max(threads, ...claims.map(({ thread }) => thread + 1));
  return Array.from({ length: lanes }, (_, thread) => ({
    name: threadName(thread),
    group: 'threads',
    spans: claims
      .filter((claim) => claim.thread === thread)
      .map((claim) => ({ startUs: claim.startUs, endUs: claim.endUs, tone: claim.kind, claim })),
  }));
}

function phaseRows(name: PhaseName, phases: readonly Phase[]): PictureRow[] {
  const spans = phases.filter((phase) => phase.name === name);
  if (spans.length === 0) return [];
  return [
    {
      name: phaseTitles[name],
      group: 'phases',
      spans: spans.map(({ startUs, endUs }) => ({ startUs, endUs, tone: name })),
    },
  ];
}

function ends(spans: readonly Span[]): number[] {
  return spans.map(({ endUs }) => endUs);
}

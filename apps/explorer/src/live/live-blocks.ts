import type { ExecutionFigures } from './execution-figures.ts';

/** What the page keeps of a block: a block of thousands of transactions is as small as an empty one. */
export interface LiveBlock {
  readonly hash: string;
  readonly topoheight: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly transactions: number;
  readonly bytes: number;
  /** Absent until they are known. */
  readonly figures?: ExecutionFigures;
}

export interface LiveBlocks {
  /** Whether the node has named its newest blocks. */
  readonly hasBegun: boolean;
  /** The newest blocks of the order, the newest first. */
  readonly blocks: readonly LiveBlock[];
}

export type LiveEvent =
  /** What follows begins with the newest blocks of the node. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'block'; readonly block: LiveBlock }
  | { readonly kind: 'executed'; readonly hash: string; readonly figures: ExecutionFigures }
  /** A rollback has undone a block. */
  | { readonly kind: 'orphaned'; readonly hash: string };

/** The most blocks that the page keeps: at one per second, those of the last five minutes. */
export const KEPT_BLOCKS = 300;

export const nothingYet: LiveBlocks = { hasBegun: false, blocks: [] };

/** The state after an event. A block that takes the place of kept ones removes them. */
export function afterEvent(state: LiveBlocks, event: LiveEvent): LiveBlocks {
  switch (event.kind) {
    case 'begun':
      return { hasBegun: true, blocks: [] };
    case 'executed': {
      const { hash, figures } = event;
      return { ...state, blocks: state.blocks.map((block) => (block.hash === hash ? { ...block, figures } : block)) };
    }
    case 'orphaned':
      return { ...state, blocks: state.blocks.filter(({ hash }) => hash !== event.hash) };
    case 'block': {
      const { block } = event;
      const below = state.blocks.filter(({ topoheight }) => topoheight < block.topoheight);
      return { ...state, blocks: [block, ...below].slice(0, KEPT_BLOCKS) };
    }
  }
}

import { readChangeRows } from '../reading/read-state.ts';
import type { EngineState } from '../rows/state-row.ts';
import type { StoreView } from '../store/ordered-store.ts';
import { Generation } from './generation.ts';

/** What a reader beside the writer holds: the versions that `latest` lacks, up to the newest state that it has seen. */
interface Followed {
  readonly state: EngineState;
  /** Newest first. */
  readonly generations: readonly Generation[];
}

/** Reads the versions that `latest` lacks, for a store that somebody else writes to: with each state those that are new. */
export class Follower {
  #followed: Followed | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** The versions that `latest` lacks in a state. One call at a time reads: two would add the same rows. */
  generationsOf(view: StoreView, state: EngineState): Promise<readonly Generation[]> {
    const generations = this.#last.then(() => this.#follow(view, state));
    this.#last = generations.catch(() => undefined);
    return generations;
  }

  async #follow(view: StoreView, state: EngineState): Promise<readonly Generation[]> {
    const followed = this.#followed;
    if (followed !== null && followed.state.sequence === state.sequence) return followed.generations;
    const isNewer = followed === null || followed.state.sequence < state.sequence;
    const goesOn = followed !== null && isNewer && followed.state.rollbacks === state.rollbacks;
    const next = goesOn ? await goOn(view, followed, state) : await begin(view, state);
    if (isNewer) this.#followed = next;
    return next.generations;
  }
}

async function begin(view: StoreView, state: EngineState): Promise<Followed> {
  const generation = new Generation(state.salt);
  await addRows(view, generation, { state, from: (state.flushed ?? -1) + 1 });
  return { state, generations: [generation] };
}

async function goOn(view: StoreView, followed: Followed, state: EngineState): Promise<Followed> {
  const [growing] = followed.generations;
  // Each advance of the flush begins a generation, so that those below it can be forgotten.
  const isSame = growing !== undefined && followed.state.flushed === state.flushed;
  const generation = isSame ? growing : new Generation(state.salt);
  const older = isSame ? followed.generations.slice(1) : followed.generations;
  const needed = older.filter(({ rows }) => (rows.at(-1)?.changes.topoheight ?? -1) > (state.flushed ?? -1));
  const from = Math.max((followed.state.head ?? -1) + 1, (state.flushed ?? -1) + 1);
  await addRows(view, generation, { state, from });
  return { state, generations: [generation, ...needed] };
}

function addRows(
  view: StoreView,
  generation: Generation,
  { state, from }: { readonly state: EngineState; readonly from: number },
): Promise<void> {
  return readChangeRows(view, { from, to: state.head }, (changes) =>
    generation.add({ changes, born: state.sequence, died: Infinity }, changes.placeHashes(state.salt)),
  );
}

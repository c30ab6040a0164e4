import type { OnRow } from '@tos/state';
import type { EngineView } from '../reading/engine-view.ts';

export async function* findProblems(_view: EngineView, _onRow: OnRow): AsyncGenerator<string> {}

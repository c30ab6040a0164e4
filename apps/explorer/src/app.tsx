import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Connection } from './frame/connection.tsx';
import { Mark } from './frame/mark.tsx';
import { LiveView } from './live/live-view.tsx';
import { useLiveBlocks } from './live/use-live-blocks.ts';
import { NodeView } from './node/node-view.tsx';
import { Notice } from './parts/notice.tsx';
import { type Route, routeLink } from './route/route.ts';
import { useRoute } from './route/use-route.ts';

const places = [
  { view: 'live', name: 'Live' },
  { view: 'node', name: 'Node' },
] as const;

/** The frame of the page around the view that the address names. */
export function App(): VNode {
  const route = useRoute();
  const live = useLiveBlocks();
  const main = useRef<HTMLElement>(null);
  const title = titleOf(route);
  const place = JSON.stringify(route);
  const shownPlace = useRef(place);
  useEffect(() => {
    document.title = `${title} · TOS node`;
    // Readers of screens, and the keyboard, go on at the new view.
    if (shownPlace.current !== place) main.current?.focus();
    shownPlace.current = place;
  }, [place, title]);
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <header>
        <div class="bar">
          <a class="mark" href="#/">
            <Mark />
            TOS
          </a>
          <nav aria-label="Views">
            <ul>
              {places.map(({ view, name }) => (
                <li key={view}>
                  <a href={routeLink({ view })} aria-current={route.view === view ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <span />
          <Connection status={live.status} />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <View route={route} live={live} />
      </main>
    </div>
  );
}

function View({ route, live }: { readonly route: Route; readonly live: ReturnType<typeof useLiveBlocks> }): VNode {
  switch (route.view) {
    case 'live':
      return <LiveView live={live} />;
    case 'node':
      return <NodeView status={live.status} />;
    default:
      return (
        <div class="card">
          <Notice title="There is no such place in this page">
            <p>
              <a href="#/">See the newest blocks</a>
            </p>
          </Notice>
        </div>
      );
  }
}

function titleOf(route: Route): string {
  switch (route.view) {
    case 'live':
      return 'Live';
    case 'node':
      return 'Node';
    default:
      return 'Not found';
  }
}

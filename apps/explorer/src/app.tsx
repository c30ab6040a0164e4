import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { AccountView } from './account/account-view.tsx';
import { BlockView } from './block/block-view.tsx';
import { Connection } from './frame/connection.tsx';
import { Mark } from './frame/mark.tsx';
import { type Connected, useConnection } from './frame/use-connection.ts';
import type { LiveBlocks } from './live/live-blocks.ts';
import { LiveView } from './live/live-view.tsx';
import { useLiveBlocks } from './live/use-live-blocks.ts';
import { NodeView } from './node/node-view.tsx';
import { Notice } from './parts/notice.tsx';
import { shortened } from './parts/shortened.ts';
import { type Route, routeLink } from './route/route.ts';
import { useRoute } from './route/use-route.ts';
import { SearchBox } from './search/search-box.tsx';
import { TransactionView } from './transaction/transaction-view.tsx';

const places = [
  { view: 'live', name: 'Live' },
  { view: 'node', name: 'Node' },
] as const;

/** The frame of the page around the view that the address names. */
export function App(): VNode {
  const route = useRoute();
  const live = useLiveBlocks();
  const connected = useConnection();
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
          <a class="mark" href="#/" aria-label="TOS, newest blocks">
            <Mark />
            <span>TOS</span>
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
          <SearchBox />
          <Connection status={connected.status} />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <View route={route} live={live} connected={connected} />
      </main>
    </div>
  );
}

interface ViewProps {
  readonly route: Route;
  readonly live: LiveBlocks;
  readonly connected: Connected;
}

function View({ route, live, connected }: ViewProps): VNode {
  // Whatever is shown may be another with the next block, and can be asked for again with the next connection.
  const again = `${live.blocks[0]?.hash} ${connected.status}`;
  switch (route.view) {
    case 'live':
      return <LiveView live={live} />;
    case 'node':
      return <NodeView connected={connected} />;
    case 'block':
      return <BlockView block={route.block} transaction={route.transaction} again={again} />;
    case 'transaction':
      return <TransactionView hash={route.hash} again={again} />;
    case 'account':
      return <AccountView address={route.address} again={again} />;
    default:
      return (
        <div class="stack">
          <div class="title">
            <h1>Not found</h1>
          </div>
          <div class="card">
            <Notice title="There is no such place in this page">
              <p>
                <a href="#/">See the newest blocks</a>
              </p>
            </Notice>
          </div>
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
    case 'block':
      return `Block ${shortened(route.block)}`;
    case 'transaction':
      return `Transaction ${shortened(route.hash)}`;
    case 'account':
      return `Account ${shortened(route.address)}`;
    default:
      return 'Not found';
  }
}

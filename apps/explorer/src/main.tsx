import { render } from 'preact';
import { App } from './app.tsx';
import './style/design-system.css';

render(<App />, document.getElementById('page')!);

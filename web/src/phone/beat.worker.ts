// A clock that goes on while the page is hidden: browsers slow a page's own timers to one a minute, and
// the server would give up a phone that is silent for so long.
import { BEAT_MS } from './line';

setInterval(() => postMessage(null), BEAT_MS);

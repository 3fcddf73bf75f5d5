/**
 * The mobile page, served at `/chat?lang=&senior=1`. A bank's app hands its token over in the
 * fragment (`#token=…`), which no server logs; it is taken out of the address at once.
 */

import { mountChat } from '../visitor/mount';

const query = new URLSearchParams(location.search);
const token = new URLSearchParams(location.hash.slice(1)).get('token');
if (token !== null) history.replaceState(null, '', location.pathname + location.search);

mountChat({
  framed: false,
  lang: query.get('lang'),
  senior: query.get('senior') === '1',
  page: null,
  bankToken: token,
  shown: document.visibilityState === 'visible',
  forget: false,
  connect(chat) {
    document.addEventListener('visibilitychange', () =>
      chat.setShown(document.visibilityState === 'visible'),
    );
  },
  onUnread(count) {
    document.title = (count > 0 ? `(${count}) ` : '') + document.title.replace(/^\(\d+\) /, '');
  },
  onClose: () => undefined,
  onLive: () => undefined,
});

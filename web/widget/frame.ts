/** The page inside the bank page's frame, served at `/widget`. */

import { mountChat } from '../visitor/mount';
import { connectHost } from './host';

const hints = new URLSearchParams(location.hash.slice(1));
const host = connectHost(hints.get('host'));

void (async () => {
  const start = await host?.start;
  mountChat({
    framed: host !== null,
    lang: hints.get('lang'),
    senior: hints.get('senior') === '1',
    page: start?.page ?? null,
    bankToken: start?.token ?? null,
    shown: start?.shown ?? true,
    forget: hints.get('forget') === '1',
    connect(chat) {
      host?.onShown(chat.setShown);
      host?.onIdentify(chat.identify);
    },
    onUnread: (count) => host?.tell({ warmline: 1, type: 'unread', count }),
    onClose: () => host?.tell({ warmline: 1, type: 'close' }),
    onLive: (live) => host?.tell({ warmline: 1, type: 'live', live }),
  });
})();

// Notices outside the page, for whoever wished them, and only while the page is out of sight. They
// name no customer: a notice shows on a locked screen too.
import { useLocalStorage } from '@vueuse/core';

export const mayNotify = 'Notification' in window;
export const wantsNotices = useLocalStorage('warmline.notices', false);

/** Asks the browser once; a refusal there turns the wish off again. */
export async function wishNotices(wish: boolean): Promise<void> {
  wantsNotices.value = wish && mayNotify && (await Notification.requestPermission()) === 'granted';
}

export function notice(title: string): void {
  if (!mayNotify || !wantsNotices.value || !document.hidden) return;
  if (Notification.permission !== 'granted') return;
  const shown = new Notification(title, { tag: 'warmline', icon: '/favicon.svg' });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

// Short notices at the edge of the page. A failure stays until it is closed and names its code.
import { ref } from 'vue';

export interface Toast {
  id: number;
  tone: 'good' | 'bad' | 'plain';
  title: string;
  detail?: string;
  /** A fault code: the toast links to its page. */
  code?: string;
  /** Leads to what the toast is about. */
  open?: () => void;
}

const MAXIMUM = 4;
let last = 0;
export const toasts = ref<Toast[]>([]);

export function toast(title: string, more: Partial<Omit<Toast, 'id' | 'title'>> = {}): void {
  last += 1;
  toasts.value = [...toasts.value, { id: last, title, tone: 'plain', ...more }].slice(
    -MAXIMUM,
  ) as Toast[];
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((item) => item.id !== id);
}

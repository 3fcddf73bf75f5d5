// One change at a time: busy while it is under way, a notice when it is done, the reason when not.
import { ref } from 'vue';
import { report } from '@/api/problem';
import { toast } from '@/ui/toasts';

/** `save` resolves to whether the change was made. */
export function useSaving() {
  const busy = ref(false);
  async function save(run: () => Promise<unknown>, done?: string): Promise<boolean> {
    busy.value = true;
    try {
      await run();
      if (done) toast(done, { tone: 'good' });
      return true;
    } catch (error) {
      report(error);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, save };
}

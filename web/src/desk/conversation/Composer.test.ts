import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { h } from 'vue';
import { api } from '@/api/client';
import { i18n } from '@/i18n';
import Composer from './Composer.vue';
import { useConversations } from './conversations';

function compose(talking = true) {
  const pinia = createPinia();
  setActivePinia(pinia);
  const wrapper = mount(
    () => h(TooltipProvider, () => h(Composer, { interaction: 'int_1', talking })),
    { global: { plugins: [pinia, i18n, VueQueryPlugin] }, attachTo: document.body },
  );
  const conversations = useConversations();
  const say = vi.spyOn(conversations, 'say').mockResolvedValue();
  return { wrapper, conversations, say, area: wrapper.get('textarea') };
}

beforeEach(() => {
  document.body.innerHTML = '';
  vi.restoreAllMocks();
});

describe('the composer', () => {
  it('sends on Enter and starts a new line on Shift+Enter', async () => {
    const { area, say } = compose();
    await area.setValue('您好');
    await area.trigger('keydown', { key: 'Enter', shiftKey: true });
    expect(say).not.toHaveBeenCalled();
    await area.trigger('keydown', { key: 'Enter' });
    expect(say).toHaveBeenCalledWith('int_1', '您好', [], undefined);
  });

  it('never sends while an input method is composing', async () => {
    const { area, say } = compose();
    await area.setValue('nihao');
    await area.trigger('keydown', { key: 'Enter', isComposing: true });
    await area.trigger('keydown', { key: 'Enter', keyCode: 229 });
    expect(say).not.toHaveBeenCalled();
    expect(area.element.value).toBe('nihao');
  });

  it('keeps a draft for each conversation', async () => {
    const { area, conversations, wrapper } = compose();
    await area.setValue('写到一半');
    expect(conversations.drafts.get('int_1')).toBe('写到一半');
    wrapper.unmount();
    expect(conversations.drafts.get('int_1')).toBe('写到一半');
  });

  it('sends nothing that is only spaces', async () => {
    const { area, say } = compose();
    await area.setValue('   ');
    await area.trigger('keydown', { key: 'Enter' });
    expect(say).not.toHaveBeenCalled();
  });

  it('puts a ready reply where the slash was, and does not send it yet', async () => {
    vi.spyOn(api, 'cannedReplies').mockResolvedValue({
      items: [
        { id: 'can_1', shortcut: 'nh', title: '问候', text: '您好！', locale: 'zh-CN', version: 1 },
      ],
    });
    const { area, say } = compose();
    area.element.value = '/nh';
    area.element.setSelectionRange(3, 3);
    await area.trigger('input');
    await flushPromises();
    await area.trigger('keydown', { key: 'Enter' });
    expect(area.element.value).toBe('您好！');
    expect(say).not.toHaveBeenCalled();
  });

  it('keeps words for colleagues away from the customer', async () => {
    const note = vi
      .spyOn(api, 'note')
      .mockResolvedValue({ number: 1, at: '2026-11-22T02:00:00.000Z' });
    const { area, say } = compose(false);
    await area.setValue('设备已报修');
    await area.trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(note).toHaveBeenCalledWith('int_1', '设备已报修', []);
    expect(say).not.toHaveBeenCalled();
  });
});

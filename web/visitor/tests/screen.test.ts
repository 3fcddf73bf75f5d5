import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { Conversation } from '../core/conversation';
import type { AnswerCard as Answer, MenuCard as Menu, SurveyAnswers } from '../protocol';
import { setLocale } from '../text';
import ActionBar from '../ui/ActionBar.vue';
import AnswerCard from '../ui/AnswerCard.vue';
import CaseCard from '../ui/CaseCard.vue';
import Composer from '../ui/Composer.vue';
import ConnectionBanner from '../ui/ConnectionBanner.vue';
import MenuCard from '../ui/MenuCard.vue';
import MessageBubble from '../ui/MessageBubble.vue';
import QueuePanel from '../ui/QueuePanel.vue';
import SurveyCard from '../ui/SurveyCard.vue';
import { chatKey, type Chat } from '../ui/chat';
import {
  fakeDoor,
  FakeServer,
  mapMemory,
  seeded,
  virtualEnvironment,
  VirtualTime,
} from './virtual-world';

const ANSWER: Answer = {
  kind: 'answer',
  article: { id: 'art_1', title: 'ATM 吞卡处理', version: 3 },
  text: '请先不要离开。',
  confirm: { yes: 'solved', no: 'not_solved', person: 'person' },
};
const MENU: Menu = {
  kind: 'menu',
  title: '请选择',
  options: [
    { id: 'lost', label: '挂失' },
    { id: 'limit', label: '限额' },
  ],
};

/** A conversation with an open line, and what a component needs around it. */
async function stage() {
  const time = new VirtualTime();
  const server = new FakeServer(time, seeded(3));
  const door = fakeDoor();
  const memory = mapMemory();
  const conversation = new Conversation(virtualEnvironment(server, memory), door, {
    locale: 'zh-CN',
    senior: false,
    page: null,
    bankToken: null,
  });
  await conversation.open();
  time.advance(100);
  const shell = { framed: false, shown: true, unread: 0, online: true, close: () => undefined };
  const chat: Chat = { conversation, shell, memory };
  const global = { provide: { [chatKey as symbol]: chat } };
  const pass = async (ms = 100) => {
    time.advance(ms);
    await nextTick();
  };
  return { server, door, memory, conversation, shell, global, pass };
}

/** The bubble of what the assistant has just said, its lazy parts loaded. */
async function bubbleOf(body: Record<string, unknown>) {
  const staged = await stage();
  const { server, conversation, global, pass } = staged;
  server.append('interaction.message', { kind: 'assistant' }, body);
  await pass();
  const item = conversation.thread.items[0];
  if (item?.kind !== 'message') throw new Error('a message was expected');
  const bubble = mount(MessageBubble, {
    props: { item, continues: false, lastOwn: false },
    global,
  });
  await vi.dynamicImportSettled();
  return { ...staged, bubble };
}

beforeEach(() => setLocale('zh-CN'));

describe('an answer card', () => {
  it('sends solved, not solved, or the wish for a person', async () => {
    const { server, global, pass } = await stage();
    const card = mount(AnswerCard, { props: { card: ANSWER, open: true }, global });
    expect(card.text()).toContain('依据：ATM 吞卡处理');
    for (const button of card.findAll('button')) await button.trigger('click');
    await pass();
    const heard = server.heard.filter(
      (frame) => frame.type === 'choose' || frame.type === 'person',
    );
    expect(heard.map((frame) => (frame.type === 'choose' ? frame.choice : frame.type))).toEqual([
      'solved',
      'not_solved',
      'person',
    ]);
  });

  it('asks nothing more once the visitor has gone on', async () => {
    const { global } = await stage();
    const card = mount(AnswerCard, { props: { card: ANSWER, open: false }, global });
    expect(card.text()).toContain('请先不要离开。');
    expect(card.findAll('button')).toHaveLength(0);
  });
});

describe('a menu card', () => {
  it('sends the id of the option and shows its label as said', async () => {
    const { server, conversation, global, pass } = await stage();
    const card = mount(MenuCard, { props: { card: MENU, open: true }, global });
    await card.find('.menu-option:last-child').trigger('click');
    expect(conversation.thread.items[0]).toMatchObject({ text: '限额', delivery: 'sending' });
    await pass();
    expect(server.heard).toContainEqual(
      expect.objectContaining({ type: 'choose', choice: 'limit' }),
    );
  });

  it('is shut once answered', async () => {
    const { global } = await stage();
    const card = mount(MenuCard, { props: { card: MENU, open: false }, global });
    expect(
      card.findAll('button').every((button) => button.attributes('disabled') !== undefined),
    ).toBe(true);
  });
});

describe('a case card', () => {
  it('says the state in words, and an unknown state as it came', () => {
    const known = mount(CaseCard, {
      props: { number: 'WL20261122-0001', state: 'handling', text: '' },
    });
    expect(known.text()).toContain('处理中');
    const unknown = mount(CaseCard, { props: { number: '', state: 'archived', text: '' } });
    expect(unknown.text()).toContain('archived');
  });
});

describe('a message', () => {
  it('from the assistant always carries its label, and markup in it stays text', async () => {
    const { server, conversation, global, pass } = await stage();
    server.append('interaction.message', { kind: 'assistant' }, { text: '<b onclick="x">粗</b>' });
    server.append('interaction.message', { kind: 'assistant' }, { text: '第二条' });
    await pass();
    for (const [index, item] of conversation.thread.items.entries()) {
      if (item.kind !== 'message') throw new Error('a message was expected');
      const bubble = mount(MessageBubble, {
        props: { item, continues: index > 0, lastOwn: false },
        global,
      });
      expect(bubble.find('.who').text()).toBe('智能助手');
      expect(bubble.find('.who').classes()).not.toContain('for-ears');
      expect(bubble.find('b').exists()).toBe(false);
    }
  });

  it('that asks for a call back is a form that sends, and is gone once it was sent', async () => {
    const { bubble, server, pass } = await bubbleOf({ text: '', card: { kind: 'callback' } });
    await bubble.find('input[type=tel]').setValue('140 0000 1001');
    await bubble.find('form').trigger('submit');
    await pass();
    expect(server.heard).toContainEqual({
      type: 'callback',
      phone: '14000001001',
      when: '尽快',
      note: '',
    });
    server.append(
      'interaction.callback_wished',
      { kind: 'customer' },
      { phone_masked: '140****1001' },
    );
    await pass();
    expect(bubble.find('form').exists()).toBe(false);
    expect(bubble.find('.bubble').text()).toContain('留下电话');
  });

  it('that asks for a message is a form that leaves it', async () => {
    const { bubble, server, pass } = await bubbleOf({
      text: '请留言',
      card: { kind: 'leave_message' },
    });
    await bubble.find('textarea').setValue('请明天联系我');
    await bubble.find('form').trigger('submit');
    await pass();
    expect(server.heard).toContainEqual(
      expect.objectContaining({ type: 'leave_message', text: '请明天联系我' }),
    );
  });

  it('of a kind of card not known yet shows its text', async () => {
    const { bubble } = await bubbleOf({ text: '看图', card: { kind: 'carousel' } });
    expect(bubble.find('.bubble').text()).toBe('看图');
  });
});

describe('the queue', () => {
  it('tells place and time kindly', async () => {
    const { server, global, pass } = await stage();
    const panel = mount(QueuePanel, { global });
    server.append('interaction.queued', { kind: 'system' }, {});
    server.tell({ type: 'queue', position: 3, ahead: 2, expected_wait_seconds: 130 });
    await pass();
    expect(panel.text()).toContain('您前面还有 2 位');
    expect(panel.text()).toContain('预计等待约 3 分钟');
    server.tell({ type: 'queue', position: 1, ahead: 0, expected_wait_seconds: null });
    await pass();
    expect(panel.text()).toContain('下一位就是您');
    expect(panel.text()).not.toContain('预计');
  });
});

describe('the action bar', () => {
  it('has a person in one tap while the assistant is on, and not when one is there', async () => {
    const { server, global, pass } = await stage();
    const bar = mount(ActionBar, { global });
    await bar.find('.person').trigger('click');
    expect(bar.find('.person').text()).toBe('正在转接…');
    server.append(
      'interaction.accepted',
      { kind: 'agent' },
      { work_number: '8021', alias: '小林' },
    );
    await pass();
    expect(bar.find('.person').exists()).toBe(false);
  });
});

describe('the banner', () => {
  it('says when the line is down and when it is back', async () => {
    const { server, global, pass } = await stage();
    const banner = mount(ConnectionBanner, { global });
    expect(banner.text()).toBe('');
    server.reachable = false;
    server.cutAll();
    await pass(10);
    expect(banner.text()).toContain('正在重新连接');
    server.reachable = true;
    await pass(1500);
    expect(banner.text()).toBe('已恢复连接');
    await pass(3000);
    expect(banner.text()).toBe('');
  });
});

describe('the composer', () => {
  it('sends by Enter, breaks the line by Shift+Enter, and leaves an input method alone', async () => {
    const { conversation, global } = await stage();
    const composer = mount(Composer, { global });
    const field = composer.find('textarea');
    await field.setValue('你好');
    await field.trigger('keydown', { key: 'Enter', isComposing: true });
    await field.trigger('keydown', { key: 'Enter', keyCode: 229 });
    await field.trigger('keydown', { key: 'Enter', shiftKey: true });
    expect(conversation.thread.items).toHaveLength(0);
    await field.trigger('keydown', { key: 'Enter' });
    expect(conversation.thread.items).toMatchObject([{ text: '你好' }]);
    expect(field.element.value).toBe('');
  });

  it('keeps what is half written', async () => {
    const { memory, global } = await stage();
    await mount(Composer, { global }).find('textarea').setValue('写到一半');
    expect(mount(Composer, { global }).find('textarea').element.value).toBe('写到一半');
    expect(memory.read('warmline.draft')).toBe('写到一半');
  });

  it('refuses a text over the limit, counted in characters, in plain words', async () => {
    const { conversation, global } = await stage();
    const composer = mount(Composer, { global });
    await composer.find('textarea').setValue('𠮷'.repeat(2001));
    await composer.find('form').trigger('submit');
    expect(composer.text()).toContain('内容超过 2000 字');
    expect(conversation.thread.items).toHaveLength(0);
    await composer.find('textarea').setValue('𠮷'.repeat(2000));
    await composer.find('form').trigger('submit');
    expect(conversation.thread.items).toHaveLength(1);
  });
});

describe('the survey', () => {
  async function fill(
    card: ReturnType<typeof mount>,
    solved: string,
    ...rows: number[]
  ): Promise<void> {
    await card.find(`input[value="${solved}"]`).setValue(true);
    for (const [index, value] of rows.entries()) {
      await card.findAll('.rating')[index]?.find(`input[value="${value}"]`).setValue(true);
    }
  }

  it('wants its four answers and sends them', async () => {
    const { door, conversation, global } = await stage();
    const sent: SurveyAnswers[] = [];
    vi.spyOn(door, 'survey').mockImplementation((_token, answers) => {
      sent.push(answers);
      return Promise.resolve({ ok: true, value: null });
    });
    const card = mount(SurveyCard, { global });
    await fill(card, 'partly', 5, 4);
    await card.find('form').trigger('submit');
    expect(card.text()).toContain('请把上面四项都选一下');
    await fill(card, 'partly', 5, 4, 0);
    await card.find('textarea').setValue(' 很耐心 ');
    await card.find('form').trigger('submit');
    await nextTick();
    expect(sent).toEqual([
      { solved: 'partly', friendly: 5, fast: 4, recommend: 0, text: '很耐心' },
    ]);
    expect(conversation.thread.rated).toBe(true);
    await nextTick();
    expect(card.text()).toContain('感谢您的评价');
  });

  it('says when it was not stored and keeps the answers', async () => {
    const { door, global } = await stage();
    vi.spyOn(door, 'survey').mockResolvedValue({ ok: false, status: 503, code: '' });
    const card = mount(SurveyCard, { global });
    await fill(card, 'no', 1, 1, 0);
    await card.find('form').trigger('submit');
    await vi.waitFor(() => expect(card.text()).toContain('提交没有成功'));
    expect((card.find('input[value="no"]').element as HTMLInputElement).checked).toBe(true);
  });
});

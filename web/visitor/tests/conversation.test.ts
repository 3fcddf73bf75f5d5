import { describe, expect, it } from 'vitest';
import { CODE_OLD_CONVERSATION, Conversation, type Opening } from '../core/conversation';
import type { MessageItem } from '../core/thread';
import {
  fakeDoor,
  FakeServer,
  grantedSession,
  mapMemory,
  seeded,
  virtualEnvironment,
  VirtualTime,
} from './virtual-world';

const OPENING: Opening = { locale: 'zh-CN', senior: false, page: null, bankToken: null };

function world(seed = 1, door = fakeDoor(), opening = OPENING) {
  const time = new VirtualTime();
  const server = new FakeServer(time, seeded(seed));
  const memory = mapMemory();
  const arrivals: string[] = [];
  const make = () =>
    new Conversation(virtualEnvironment(server, memory), door, opening, (event) =>
      arrivals.push(String(event.body.text)),
    );
  return { time, server, memory, door, arrivals, make };
}

function messages(conversation: Conversation): MessageItem[] {
  return conversation.thread.items.filter((item) => item.kind === 'message');
}

describe('a message', () => {
  it('is shown at once, then sent, then read', async () => {
    const { time, server, make } = world();
    const conversation = make();
    await conversation.open();
    time.advance(100);
    conversation.say('我的卡被吞了');
    expect(messages(conversation)[0]).toMatchObject({
      text: '我的卡被吞了',
      delivery: 'sending',
      number: null,
    });
    time.advance(100);
    expect(messages(conversation)[0]).toMatchObject({ delivery: 'sent', number: 1 });
    server.append('interaction.read', { kind: 'agent' }, { side: 'agent', number: 1 });
    time.advance(100);
    expect(conversation.thread.agentRead).toBe(1);
    expect(messages(conversation)).toHaveLength(1);
  });

  it('written without a line is kept over a reload and sent once the line is back', async () => {
    const { time, server, make } = world();
    const first = make();
    await first.open();
    time.advance(100);
    server.reachable = false;
    server.cutAll();
    first.say('断网时写的');
    expect(messages(first)[0]?.delivery).toBe('sending');

    const second = make();
    await second.open();
    expect(messages(second).map((item) => item.text)).toEqual(['断网时写的']);
    server.reachable = true;
    time.advance(5000);
    expect(messages(second)[0]?.delivery).toBe('sent');
    expect(server.log.filter((event) => event.body.text === '断网时写的')).toHaveLength(1);
  });

  it('written before the session is open goes out once it is', async () => {
    const { time, make } = world();
    const conversation = make();
    const opened = conversation.open();
    conversation.say('还没接通就写了');
    await opened;
    time.advance(100);
    expect(messages(conversation)).toMatchObject([{ text: '还没接通就写了', delivery: 'sent' }]);
  });

  it('refused by the server can be tried again', async () => {
    const { time, server, make } = world();
    const conversation = make();
    await conversation.open();
    time.advance(100);
    server.faults.refuse = 1;
    conversation.say('再试');
    time.advance(100);
    expect(messages(conversation)[0]).toMatchObject({
      delivery: 'failed',
      refused: 'WL-CHAT-TEST',
    });
    server.faults.refuse = 0;
    conversation.retry(String(messages(conversation)[0]?.key));
    time.advance(100);
    expect(messages(conversation)[0]).toMatchObject({ delivery: 'sent', refused: null });
  });
});

describe('through random breaks of the line', () => {
  it('nothing is missed and nothing doubled, for 60 seeds', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const chance = seeded(seed * 7919);
      const { time, server, make } = world(seed);
      server.faults = { cut: 0.15, refuse: 0, repeatOnResume: seed % 2 === 0 };
      let conversation = make();
      await conversation.open();
      const said: string[] = [];
      for (let step = 0; step < 40; step += 1) {
        const roll = chance();
        if (roll < 0.35) {
          const text = `s${seed}-${step}`;
          if (conversation.say(text)) said.push(text);
        } else if (roll < 0.6) server.agentSays(`a${seed}-${step}`);
        else if (roll < 0.7) server.append('interaction.note', { kind: 'agent' }, {}, false);
        else if (roll < 0.8) server.cutAll();
        else if (roll < 0.85) {
          conversation = make();
          await conversation.open();
        }
        time.advance(Math.floor(chance() * 900));
      }
      server.faults.cut = 0;
      time.advance(120_000);
      const stored = server.log.map((event) => event.body.text);
      expect(
        messages(conversation).map((item) => item.text),
        `seed ${seed}`,
      ).toEqual(stored);
      expect(
        messages(conversation).every((item) => item.delivery === 'sent'),
        `seed ${seed}`,
      ).toBe(true);
      expect(
        stored.filter((text) => String(text).startsWith('s')),
        `seed ${seed}`,
      ).toEqual(said);
    }
  });
});

describe('the session', () => {
  it('is resumed with its token', async () => {
    const { time, door, make } = world();
    await make().open();
    time.advance(100);
    await make().open();
    expect(door.requests).toEqual([
      { locale: 'zh-CN' },
      { locale: 'zh-CN', resume: 'token-int_1' },
    ]);
  });

  it('keeps the thread before the name, and goes on anonymously when both are refused', async () => {
    const refused = { ok: false, status: 401, code: 'WL-CHAT-TOKEN' } as const;
    const granted = { ok: true, value: grantedSession() } as const;
    const { memory, door, make } = world(1, fakeDoor(refused, refused, refused, granted), {
      ...OPENING,
      bankToken: 'stale',
    });
    memory.write('warmline.session', JSON.stringify({ token: 'old', interaction: 'int_0' }));
    const conversation = make();
    await conversation.open();
    expect(door.requests).toEqual([
      { locale: 'zh-CN', bank_token: 'stale', resume: 'old' },
      { locale: 'zh-CN', resume: 'old' },
      { locale: 'zh-CN', bank_token: 'stale' },
      { locale: 'zh-CN' },
    ]);
    expect(conversation.status.phase).toBe('open');
  });

  it('never sends into a new conversation, unasked, what was written in an expired one', async () => {
    const { time, server, memory, make } = world(
      1,
      fakeDoor({ ok: true, value: grantedSession('int_2') }),
    );
    memory.write('warmline.session', JSON.stringify({ token: 'old', interaction: 'int_1' }));
    memory.write(
      'warmline.outbox',
      JSON.stringify([
        {
          id: 'x',
          kind: 'message',
          text: '旧消息',
          attachments: [],
          at: '2026-11-22T01:00:00.000Z',
        },
      ]),
    );
    const conversation = make();
    await conversation.open();
    time.advance(200);
    expect(messages(conversation)[0]).toMatchObject({
      delivery: 'failed',
      refused: CODE_OLD_CONVERSATION,
    });
    expect(server.log).toEqual([]);
  });

  it('is asked for again, later and later, while nobody answers', async () => {
    const away = { ok: false, status: 503, code: '' } as const;
    const { time, door, make } = world(
      1,
      fakeDoor(away, away, { ok: true, value: grantedSession() }),
    );
    const conversation = make();
    await conversation.open();
    for (let turn = 0; turn < 4; turn += 1) {
      time.advance(1000);
      await Promise.resolve();
    }
    expect(door.requests).toHaveLength(3);
    expect(conversation.status.phase).toBe('open');
  });
});

describe('a person', () => {
  it('is asked for again on the next line until the queue has the wish', async () => {
    const { time, server, make } = world();
    const conversation = make();
    await conversation.open();
    server.reachable = false;
    server.cutAll();
    conversation.askForPerson();
    expect(conversation.status.personWanted).toBe(true);
    server.reachable = true;
    time.advance(5000);
    expect(server.heard.filter((frame) => frame.type === 'person')).toHaveLength(1);
    server.append('interaction.queued', { kind: 'system' }, {});
    time.advance(100);
    expect(conversation.status.personWanted).toBe(false);
    expect(conversation.thread.stage).toBe('queued');
  });

  it('is named by work number and alias when accepted, and marks the end of the queue', async () => {
    const { time, server, make } = world();
    const conversation = make();
    await conversation.open();
    time.advance(100);
    server.append('interaction.queued', { kind: 'system' }, {});
    server.tell({ type: 'queue', position: 3, ahead: 2, expected_wait_seconds: 130 });
    time.advance(100);
    expect(conversation.status.queue).toEqual({ position: 3, ahead: 2, waitSeconds: 130 });
    server.append(
      'interaction.accepted',
      { kind: 'agent' },
      { work_number: '8021', alias: '小林' },
    );
    time.advance(100);
    expect(conversation.status.queue).toBeNull();
    expect(conversation.thread.agent).toEqual({ work_number: '8021', alias: '小林' });
  });
});

describe('the other side', () => {
  it('is announced once it is new, not when history is replayed', async () => {
    const { time, server, arrivals, make } = world();
    server.agentSays('历史');
    const conversation = make();
    await conversation.open();
    time.advance(200);
    server.agentSays('新的');
    time.advance(200);
    expect(arrivals).toEqual(['新的']);
  });

  it('learns what was read, once', async () => {
    const { time, server, make } = world();
    const conversation = make();
    await conversation.open();
    time.advance(100);
    server.agentSays('您好');
    time.advance(100);
    conversation.markSeen();
    conversation.markSeen();
    time.advance(100);
    expect(server.heard.filter((frame) => frame.type === 'read')).toEqual([
      { type: 'read', number: 1 },
    ]);
  });

  it('sees typing begin, at most every three seconds, and stop', async () => {
    const { time, server, make } = world();
    const conversation = make();
    await conversation.open();
    time.advance(100);
    for (let key = 0; key < 5; key += 1) {
      conversation.noteTyping();
      time.advance(200);
    }
    time.advance(6000);
    expect(server.heard.filter((frame) => frame.type === 'typing')).toEqual([
      { type: 'typing', on: true },
      { type: 'typing', on: false },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { frameOf, Outbox, OUTBOX_LIMIT, type OutboxEntry } from '../core/outbox';
import { mapMemory } from './virtual-world';

function entry(id: string, more: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id,
    kind: 'message',
    text: id,
    attachments: [],
    at: '2026-11-22T01:00:00.000Z',
    ...more,
  };
}

describe('the outbox', () => {
  it('outlives the page and keeps the order', () => {
    const memory = mapMemory();
    const before = new Outbox(memory, 'outbox');
    ['a', 'b', 'c'].forEach((id) => before.add(entry(id)));
    before.acknowledge('b');
    const after = new Outbox(memory, 'outbox');
    expect(after.waiting().map((kept) => kept.id)).toEqual(['a', 'c']);
  });

  it('leaves nothing behind once everything is acknowledged', () => {
    const memory = mapMemory();
    const outbox = new Outbox(memory, 'outbox');
    outbox.add(entry('a'));
    expect(outbox.acknowledge('a')).toBe(true);
    expect(outbox.acknowledge('a')).toBe(false);
    expect(memory.read('outbox')).toBeNull();
  });

  it('holds a refused entry back until it is tried again, under the same id', () => {
    const outbox = new Outbox(mapMemory(), 'outbox');
    outbox.add(entry('a'));
    outbox.refuse('a', 'WL-CHAT-TEST');
    expect(outbox.waiting()).toEqual([]);
    expect(outbox.all()[0]?.refused).toBe('WL-CHAT-TEST');
    expect(outbox.retry('a')?.id).toBe('a');
    expect(outbox.waiting()).toHaveLength(1);
    expect(outbox.retry('gone')).toBeNull();
  });

  it('has a limit', () => {
    const outbox = new Outbox(mapMemory(), 'outbox');
    for (let count = 0; count < OUTBOX_LIMIT; count += 1)
      expect(outbox.add(entry(`e${count}`))).toBe(true);
    expect(outbox.add(entry('one too many'))).toBe(false);
  });

  it('starts empty when its memory is spoilt', () => {
    const memory = mapMemory();
    memory.write('outbox', '{broken');
    expect(new Outbox(memory, 'outbox').all()).toEqual([]);
  });
});

describe('an entry on the line', () => {
  it('carries attachments by id, a choice by its word, a left message as such', () => {
    const file = {
      id: 'att_1',
      name: 'a.png',
      media_type: 'image/png',
      bytes: 3,
      state: 'ready' as const,
    };
    expect(frameOf(entry('a', { attachments: [file] }))).toEqual({
      type: 'message',
      id: 'a',
      text: 'a',
      attachments: ['att_1'],
    });
    expect(frameOf(entry('b', { kind: 'choose', text: '解决了', choice: 'solved' }))).toEqual({
      type: 'choose',
      id: 'b',
      choice: 'solved',
    });
    expect(frameOf(entry('c', { kind: 'leave_message' }))).toEqual({
      type: 'leave_message',
      id: 'c',
      text: 'c',
    });
  });
});

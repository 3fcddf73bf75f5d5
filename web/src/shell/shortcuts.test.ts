import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { chordOf, chords, holderOf, listenForShortcuts, remap, useShortcut } from './shortcuts';

const press = (init: KeyboardEventInit, target: EventTarget = window) => {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
};
const run = vi.fn();
const other = vi.fn();
const Host = defineComponent({
  setup() {
    useShortcut('next', run);
    useShortcut('open_next', other);
    return () => h('input');
  },
});
let stop: () => void;
let locked: boolean;
beforeEach(() => {
  run.mockReset();
  other.mockReset();
  locked = false;
  stop = listenForShortcuts(() => locked);
});
afterEach(() => {
  stop();
  remap('next', null);
});

describe('shortcuts', () => {
  it('do nothing behind a lock or a dialog', () => {
    const wrapper = mount(Host);
    locked = true;
    press({ key: 'j', code: 'KeyJ' });
    locked = false;
    const dialog = document.createElement('div');
    dialog.setAttribute('role', 'dialog');
    dialog.dataset['state'] = 'open';
    document.body.append(dialog);
    press({ key: 'j', code: 'KeyJ' });
    expect(run).not.toHaveBeenCalled();
    dialog.remove();
    press({ key: 'j', code: 'KeyJ' });
    expect(run).toHaveBeenCalledOnce();
    wrapper.unmount();
  });

  it('reads letters by position when a modifier is held, so that a Mac’s Alt works', () => {
    expect(chordOf(new KeyboardEvent('keydown', { key: '∆', code: 'KeyJ', altKey: true }))).toBe(
      'Alt+j',
    );
    expect(chordOf(new KeyboardEvent('keydown', { key: '?', code: 'Slash', shiftKey: true }))).toBe(
      '?',
    );
  });

  it('leaves bare keys to the field one types in, but not chords', () => {
    const host = mount(Host, { attachTo: document.body });
    const input = host.get('input').element;
    press({ key: 'j', code: 'KeyJ' }, input);
    expect(run).not.toHaveBeenCalled();
    press({ key: 'j', code: 'KeyJ', altKey: true }, input);
    expect(other).toHaveBeenCalledOnce();
    press({ key: 'j', code: 'KeyJ' });
    expect(run).toHaveBeenCalledOnce();
    host.unmount();
  });

  it('does nothing while an input method composes', () => {
    const host = mount(Host);
    press({ key: 'j', code: 'KeyJ', isComposing: true });
    expect(run).not.toHaveBeenCalled();
    host.unmount();
  });

  it('moves to the chord a person chose and knows who holds one', () => {
    const host = mount(Host);
    remap('next', 'n');
    expect(chords.value.next).toBe('n');
    press({ key: 'j', code: 'KeyJ' });
    expect(run).not.toHaveBeenCalled();
    press({ key: 'n', code: 'KeyN' });
    expect(run).toHaveBeenCalledOnce();
    expect(holderOf('Alt+j', 'next')).toBe('open_next');
    host.unmount();
  });

  it('is silent once the screen that offered it is gone', () => {
    mount(Host).unmount();
    press({ key: 'j', code: 'KeyJ' });
    expect(run).not.toHaveBeenCalled();
  });
});

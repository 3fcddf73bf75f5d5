import { mount } from '@vue/test-utils';
import type { ColumnDef } from '@tanstack/vue-table';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { h, nextTick } from 'vue';
import { i18n } from '@/i18n';
import FormField from './FormField.vue';
import Input from './Input.vue';
import Table from './Table.vue';
import Timer from './Timer.vue';
import Upload from './Upload.vue';
import { dismiss, toast, toasts } from './toasts';

const global = { plugins: [i18n] };

describe('a form field', () => {
  it('ties its label and its error to the control inside', () => {
    const wrapper = mount(FormField, {
      props: { label: '工号', error: '不能为空', required: true },
      slots: { default: () => h(Input) },
      global,
    });
    const input = wrapper.get('input');
    expect(wrapper.get('label').attributes('for')).toBe(input.attributes('id'));
    expect(input.attributes('aria-invalid')).toBe('true');
    const note = wrapper.get('[role="alert"]');
    expect(input.attributes('aria-describedby')).toBe(note.attributes('id'));
    expect(note.text()).toBe('不能为空');
  });
});

describe('a table', () => {
  it('sorts by a column and says so', async () => {
    interface Person {
      name: string;
      calls: number;
    }
    const columns: ColumnDef<Person, unknown>[] = [
      { id: 'name', header: 'Name', accessorKey: 'name' },
      { id: 'calls', header: 'Calls', accessorKey: 'calls' },
    ];
    const rows = [
      { name: 'b', calls: 2 },
      { name: 'a', calls: 9 },
    ];
    const wrapper = mount(Table<Person>, {
      props: { columns, rows, rowKey: (row: Person) => row.name, caption: 'People' },
      global,
    });
    await wrapper.findAll('th button')[0]?.trigger('click');
    expect(wrapper.findAll('tbody tr').map((row) => row.text())).toEqual(['a9', 'b2']);
    expect(wrapper.findAll('th')[0]?.attributes('aria-sort')).toBe('ascending');
  });
});

describe('a timer', () => {
  beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 0, 1) }));
  afterEach(() => vi.useRealTimers());

  it('is told from moments, so a sleeping tab wakes up right', async () => {
    const wrapper = mount(Timer, { props: { since: '2026-11-22T00:00:00.000Z' } });
    vi.setSystemTime(Date.UTC(2026, 10, 22, 0, 31));
    vi.advanceTimersByTime(1000);
    await nextTick();
    expect(wrapper.text()).toBe('31:01');
    expect(wrapper.attributes('aria-live')).toBe('off');
  });
});

describe('an upload', () => {
  it('hands over what fits and names what does not', async () => {
    const wrapper = mount(Upload, { props: { maximumBytes: 1024 * 1024 }, global });
    const small = new File(['x'], 'small.png');
    const large = new File([new Uint8Array(1024 * 1024 + 1)], 'large.png');
    const input = wrapper.get('input');
    Object.defineProperty(input.element, 'files', { value: [small, large] });
    await input.trigger('change');
    expect(wrapper.emitted('files')).toEqual([[[small]]]);
    expect(wrapper.get('[role="alert"]').text()).toContain('large.png');
  });
});

describe('toasts', () => {
  it('are few: the oldest gives way', () => {
    for (let index = 0; index < 9; index += 1) toast(`n${index}`);
    expect(toasts.value.map((item) => item.title)).toEqual(['n5', 'n6', 'n7', 'n8']);
    dismiss(toasts.value[0]?.id ?? 0);
    expect(toasts.value).toHaveLength(3);
  });
});

import { expect, it } from 'vitest';
import { offsetOf } from './places';

const source = '{\n  "说": "😀好",\n}';

it('finds a place by line and column', () => {
  expect(source.slice(offsetOf(source, 2, 8)).startsWith('"😀')).toBe(true);
  expect(source.slice(offsetOf(source, 2, 10)).startsWith('好')).toBe(true);
});

it('stays inside the text whatever it is asked for', () => {
  expect(offsetOf(source, 0, 0)).toBe(0);
  expect(offsetOf(source, 99, 99)).toBe(source.length);
});

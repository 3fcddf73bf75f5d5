import { expect, it } from 'vitest';
import { wishedPath } from './wished';

it.each([
  ['/desk/int_1', '/desk/int_1'],
  ['//evil.example', '/start'],
  ['/\\evil.example', '/start'],
  ['https://evil.example', '/start'],
  [undefined, '/start'],
  [['/desk'], '/start'],
])('%s leads to %s', (to, path) => expect(wishedPath(to)).toBe(path));

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ACTIONS, wordsFor } from './actions';

interface Document {
  components: { schemas: Record<string, { enum?: string[]; oneOf?: { $ref: string }[] }> };
}

const document = readFileSync(resolve('../docs/openapi.json'), 'utf8');
const { schemas } = (JSON.parse(document) as Document).components;
const parts = (schemas['AuditWord']?.oneOf ?? []).map((one) => one.$ref.split('/').at(-1) ?? '');

test('every action the server can write has its words, and no other', () => {
  const written = parts.flatMap((name) => schemas[name]?.enum ?? []);
  expect(written.length).toBeGreaterThan(40);
  expect(Object.keys(ACTIONS).sort()).toEqual([...written].sort());
});

test('no two actions share a name', () => {
  for (const language of ['name_zh', 'name_en'] as const)
    expect(new Set(Object.values(ACTIONS).map((one) => one[language])).size).toBe(
      Object.keys(ACTIONS).length,
    );
});

test('a word of an older release stands as it was stored', () => {
  expect(wordsFor('case.abandon').name_zh).toBe('case.abandon');
});

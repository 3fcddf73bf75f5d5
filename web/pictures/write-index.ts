// Writes docs/screenshots/README.md from the list, and fails when a listed picture is missing or one
// lies there that nobody listed.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, ROOMS, THEMES, type Entry } from './list';
import { FOLDER } from './places';

const PHONES_A_ROW = 4;
const picture = (name: string, theme: (typeof THEMES)[number], width: number) =>
  `<a href="${fileOf(name, theme)}"><img src="${fileOf(name, theme)}" width="${width}" alt="${name}, ${theme}"></a>`;
const caption = ({ zh, en }: Entry) => `${zh}<br>${en}`;

function phones(entries: [string, Entry][]): string[] {
  const rows: string[] = [];
  for (let at = 0; at < entries.length; at += PHONES_A_ROW) {
    const row = entries.slice(at, at + PHONES_A_ROW);
    const cells = row.map(
      ([name, entry]) =>
        `<td align="center" valign="top">${THEMES.map((theme) => picture(name, theme, 110)).join(' ')}<br>${caption(entry)}</td>`,
    );
    rows.push(`<tr>${cells.join('')}</tr>`);
  }
  return rows.length > 0 ? ['<table>', ...rows, '</table>', ''] : [];
}

function wide(entries: [string, Entry][]): string[] {
  if (entries.length === 0) return [];
  return [
    '| | 浅色 light | 深色 dark |',
    '|---|---|---|',
    ...entries.map(
      ([name, entry]) =>
        `| ${caption(entry)} | ${THEMES.map((theme) => picture(name, theme, 360)).join(' | ')} |`,
    ),
    '',
  ];
}

export default function writeIndex(): void {
  const rooms = Object.entries(ROOMS as Record<string, Record<string, Entry>>);
  const wanted = rooms.flatMap(([, room]) =>
    Object.keys(room).flatMap((name) => THEMES.map((theme) => fileOf(name, theme))),
  );
  const there = readdirSync(FOLDER).filter((file) => file !== 'README.md');
  const lines = rooms.flatMap(([title, room]) => {
    const entries = Object.entries(room);
    return [
      `## ${title}`,
      '',
      ...phones(entries.filter(([, entry]) => entry.phone)),
      ...wide(entries.filter(([, entry]) => !entry.phone)),
    ];
  });
  const head = [
    '# 界面 · Screens',
    '',
    'Every screen, taken from the running demo by `npm run pictures` in `web/`. People, numbers and the bank are invented.',
    '',
  ];
  writeFileSync(join(FOLDER, 'README.md'), [...head, ...lines].join('\n'));
  const missing = wanted.filter((file) => !there.includes(file));
  const stray = there.filter((file) => !wanted.includes(file));
  if (missing.length + stray.length > 0)
    throw new Error(`missing: ${missing.join(' ')}; not listed: ${stray.join(' ')}`);
}

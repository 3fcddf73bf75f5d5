// The pictures of everything beside the desk, from a house where simulated people are at work.
import { expect, test, type Page } from '@playwright/test';
import { colleague } from '../story/people';
import { LIVELY } from './places';
import { take } from './take';

test.use({ baseURL: LIVELY });

/** How long the simulated people have had their house to themselves before anybody looks. */
const WARM_UP_MS = Number(process.env['PICTURES_WARM_UP_SECONDS'] ?? 150) * 1000;
const opened = Date.now();

async function show(page: Page, path: string, sign: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByText(sign).first()).toBeVisible();
}
const firstRow = (page: Page) => page.getByRole('row').nth(1);

test('the floor, as a supervisor sees it', async ({ browser }) => {
  test.setTimeout(WARM_UP_MS + 300_000);
  const page = await colleague(browser, 'S005');
  await page.waitForTimeout(Math.max(0, WARM_UP_MS - (Date.now() - opened)));
  await show(page, '/board', '坐席监控');
  // Simulated customers call as well as chat: a board without a call shows half of it.
  const phones = page.getByRole('row').filter({ hasText: /S02[567]/ });
  await expect(phones.filter({ hasText: '服务中' }).first()).toBeVisible({ timeout: 90_000 });
  await take(page, 'board');
  await phones.last().scrollIntoViewIfNeeded();
  await take(page, 'board-agents');
  await page.getByRole('button', { name: '中文 / English' }).click();
  await take(page, 'board-en');
  await page.getByRole('button', { name: '中文 / English' }).click();
  await show(page, '/reports', '指标口径');
  await take(page, 'reports');
  await show(page, '/surveys', '推荐意愿');
  await take(page, 'surveys');
  await page.goto('/interactions');
  await expect(firstRow(page)).toBeVisible();
  await take(page, 'interactions');
  const served = page.getByRole('row').filter({ hasText: /服务中|排队中/ });
  await served.first().getByRole('button', { name: '派单说明' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await take(page, 'routing');
  await page.keyboard.press('Escape');
  const rows = (await (await page.request.get('/api/interactions?view=all&limit=200')).json()) as {
    items: { journey: string; customer: object | null }[];
  };
  const known = rows.items.find((row) => row.customer) ?? rows.items[0];
  await show(page, `/interactions/${known?.journey}`, '次联系');
  await take(page, 'journey');
  await page.goto('/admin/canned');
  await expect(firstRow(page)).toBeVisible();
  await take(page, 'canned');
});

test('cases, as their owner and a department see them', async ({ browser }) => {
  const page = await colleague(browser, 'S006');
  await page.goto('/cases');
  await page.getByText('全部', { exact: true }).first().click();
  await expect(firstRow(page)).toBeVisible();
  await take(page, 'cases');
  await firstRow(page).getByRole('link').click();
  await expect(page.getByText('办理轨迹')).toBeVisible();
  await take(page, 'case');
});

test('the library and its editors', async ({ browser }) => {
  const page = await colleague(browser, 'S012');
  await show(page, '/library', '知识目录');
  await page.getByRole('searchbox').first().fill('卡');
  await page.waitForTimeout(800);
  await take(page, 'library');
  const found = (await (await page.request.get('/api/knowledge/search?q=吞卡')).json()) as {
    items: { id: string }[];
  };
  await show(page, `/library/${found.items[0]?.id}`, '知其所以然');
  await take(page, 'article');
  await show(page, '/library?shelf=desk', '最近修改');
  await take(page, 'editors');
  await show(page, `/library/${found.items[0]?.id}/edit`, '存为草稿');
  await take(page, 'editor');
});

test('the audit log', async ({ browser }) => {
  const page = await colleague(browser, 'S021');
  await show(page, '/audit', '校验完整性');
  await page.getByRole('button', { name: '校验完整性' }).click();
  await page.waitForTimeout(1_000);
  await take(page, 'audit');
});

test('administration', async ({ browser }) => {
  const page = await colleague(browser, 'S022');
  await page.goto('/admin/people');
  await expect(firstRow(page)).toBeVisible();
  await take(page, 'people');
  await page.getByRole('button', { name: '新增人员' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('工号').fill('S099');
  await dialog.getByLabel('艺名').fill('初晴 1099号');
  await dialog.getByLabel('真实姓名').fill('测试员甲');
  await dialog.getByLabel('职场').fill('青陵');
  await take(page, 'people-dialog');
  await page.route('**/api/agents', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          status: 403,
          contentType: 'application/problem+json',
          json: { code: 'WL-FACTOR-REQUIRED', status: 403, title: '', type: '', detail: '' },
        })
      : route.fallback(),
  );
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('再次确认身份')).toBeVisible();
  await take(page, 'factor');
  for (const [name, sign] of [
    ['teams', '组长'],
    ['skills', '英文名称'],
    ['schedules', 'Asia/Shanghai'],
    ['flows', '版本'],
    ['queues', '优先级'],
  ] as const) {
    await show(page, `/admin/${name}`, sign);
    await take(page, name);
  }
  await firstRow(page).getByRole('button').first().click();
  await expect(dialog).toBeVisible();
  await take(page, 'queue-dialog');
  const flows = (await (await page.request.get('/api/flows')).json()) as {
    items: { id: string }[];
  };
  await show(page, `/admin/flows/${flows.items[0]?.id}`, '试一试');
  await take(page, 'flow');
  await page.goto('/admin/letters');
  await page.waitForTimeout(800);
  await take(page, 'letters');
  await show(page, '/admin/health', '远岭银行');
  await take(page, 'health');
});

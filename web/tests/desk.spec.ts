import AxeBuilder from '@axe-core/playwright';
import { expect, interaction, open, pictureFaults, test } from './desk-page';

test('a person signs in with password and code and lands on the first page', async ({
  page,
  request,
}) => {
  await request.post('/mock/reset');
  await page.goto('/desk');
  await expect(page).toHaveURL(/\/sign-in\?to=\/desk$/);
  await page.getByLabel('工号').fill('6018');
  await page.getByLabel('密码').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('not right');
  await expect(page.getByRole('link', { name: 'WL-SIGNIN-REFUSED' })).toBeVisible();
  await page.getByLabel('密码').fill('right');
  await page.keyboard.press('Enter');
  await page.getByLabel('动态验证码').fill('123456');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/desk$/);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: /今天可以试什么/ })).toBeVisible();
});

test('why the bank’s own sign-in refused is told in words', async ({ page, complaints }) => {
  await page.goto('/sign-in?problem=WL-OIDC-UNKNOWN');
  await expect(page.getByRole('alert')).toContainText('还没有关联本系统的工号');
  await expect(page.getByRole('link', { name: 'WL-OIDC-UNKNOWN' })).toBeVisible();
  await page.goto('/sign-in?problem=%3Cb%3E');
  await expect(page.getByLabel('工号')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

for (const [width, height] of [
  [1366, 768],
  [1440, 900],
  [1920, 1080],
] as const) {
  for (const theme of ['light', 'dark'] as const) {
    test(`nothing covers, overflows or breaks a rule at ${width}, ${theme}`, async ({
      desk,
      mock,
    }) => {
      await desk.setViewportSize({ width, height });
      await desk.emulateMedia({ colorScheme: theme });
      await open(desk, 1);
      await mock.viewing(interaction(1));
      await expect(desk.getByText('正在回复，请先别重复答复')).toBeVisible();
      expect(await pictureFaults(desk)).toEqual([]);
      const { violations } = await new AxeBuilder({ page: desk })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'])
        .analyze();
      expect(violations.map((one) => [one.id, one.nodes.map((node) => node.html)])).toEqual([]);
      for (const tab of ['知识库', '工单']) {
        await desk.getByRole('tab', { name: tab }).click();
        await desk.waitForTimeout(300);
        expect(await pictureFaults(desk), tab).toEqual([]);
        const again = await new AxeBuilder({ page: desk }).include('aside').analyze();
        expect(again.violations.map((one) => [one.id, one.nodes.map((n) => n.html)])).toEqual([]);
      }
    });
  }
}

for (const path of ['/start', '/desk', '/nowhere']) {
  test(`${path} breaks no rule and fits in English on a small screen`, async ({ desk }) => {
    await desk.setViewportSize({ width: 1366, height: 768 });
    await desk.addInitScript(() => localStorage.setItem('warmline.locale', 'en'));
    await desk.goto(path);
    await expect(desk.getByText('Connected', { exact: true })).toBeVisible();
    expect(await pictureFaults(desk)).toEqual([]);
    const { violations } = await new AxeBuilder({ page: desk }).analyze();
    expect(violations.map((one) => [one.id, one.nodes.map((node) => node.html)])).toEqual([]);
  });
}

test('a conversation and an offer in English fit on a small screen', async ({ desk, mock }) => {
  await desk.setViewportSize({ width: 1366, height: 768 });
  await desk.addInitScript(() => localStorage.setItem('warmline.locale', 'en'));
  await desk.goto(`/desk/${interaction(1)}`);
  await expect(desk.getByRole('button', { name: 'Transfer' })).toBeVisible();
  await expect(desk.getByText('Connected', { exact: true })).toBeVisible();
  await mock.offer();
  await expect(desk.getByRole('region', { name: 'New conversation' })).toBeVisible();
  expect(await pictureFaults(desk)).toEqual([]);
});

for (const theme of ['light', 'dark'] as const) {
  test(`what opens over the desk breaks no rule either, ${theme}`, async ({ desk }) => {
    test.slow();
    await desk.emulateMedia({ colorScheme: theme });
    await open(desk, 1);
    const check = async (what: string) => {
      await desk.waitForTimeout(400);
      const { violations } = await new AxeBuilder({ page: desk }).analyze();
      const seen = violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
      expect(seen, what).toEqual([]);
    };
    for (const key of ['Control+k', '?', 'Alt+t', 'Alt+c', 'Alt+e']) {
      await desk.keyboard.press(key);
      await expect(desk.getByRole('dialog')).toBeVisible();
      await check(key);
      await desk.keyboard.press('Escape');
      await expect(desk.getByRole('dialog')).toBeHidden();
    }
    for (const item of ['声音与显示', '登录设备']) {
      await desk.getByRole('button', { name: /的账号/ }).click();
      await desk.getByRole('menuitem', { name: item }).click();
      await expect(desk.getByRole('dialog')).toBeVisible();
      await check(item);
      await desk.keyboard.press('Escape');
    }
    await desk.getByRole('button', { name: /^当前状态/ }).click();
    await check('presence');
    await desk.keyboard.press('Escape');
    await desk.getByRole('tab', { name: '知识库' }).click();
    await desk.getByRole('button', { name: '自助设备吞卡后怎么取回' }).click();
    await check('article');
    await desk.keyboard.press('Escape');
    await desk.keyboard.press('Alt+l');
    await check('lock');
  });
}

test('at twice the size one pane shows at a time and everything is within reach', async ({
  desk,
}) => {
  // A 1366 pixel page at 200 % is a 683 pixel page.
  await desk.setViewportSize({ width: 683, height: 384 });
  await desk.goto('/desk');
  await desk.getByRole('option').first().click();
  await expect(desk.getByRole('log')).toBeVisible();
  expect(await pictureFaults(desk)).toEqual([]);
  await desk.getByRole('button', { name: '客户与资料' }).click();
  await expect(desk.getByRole('tab', { name: '客户 360' })).toBeVisible();
  await desk.keyboard.press('Escape');
  await desk.getByRole('button', { name: '返回列表' }).click();
  await expect(desk.getByRole('listbox')).toBeVisible();
});

test('what both sides say appears at once and is confirmed', async ({ desk, mock }) => {
  await open(desk, 1);
  const log = desk.getByRole('log');
  await mock.say(interaction(1), '我的卡在机器里');
  await expect(log.getByText('我的卡在机器里')).toBeVisible();
  await desk.keyboard.press('Alt+r');
  await desk.keyboard.type('我来帮您看');
  await desk.keyboard.press('Enter');
  await expect(log.getByText('我来帮您看')).toHaveCount(1);
  await expect(log.locator('article').last()).toContainText('已送达');
});

test('a line that breaks in mid-send loses and doubles nothing', async ({ desk, mock }) => {
  await open(desk, 1);
  const log = desk.getByRole('log');
  await desk.keyboard.press('Alt+r');
  for (let index = 0; index < 6; index += 1) {
    await desk.keyboard.type(`第${index}句`);
    await desk.keyboard.press('Enter');
    if (index % 2 === 1) await mock.drop();
  }
  await expect(desk.getByText('连接正常')).toBeVisible({ timeout: 15_000 });
  for (let index = 0; index < 6; index += 1)
    await expect(log.getByText(`第${index}句`, { exact: true })).toHaveCount(1);
  await expect(log.getByText('发送中')).toHaveCount(0);
  await desk.reload();
  for (let index = 0; index < 6; index += 1)
    await expect(log.getByText(`第${index}句`, { exact: true })).toHaveCount(1);
});

test('a refused message can be said again or taken back', async ({ desk }) => {
  await open(desk, 1);
  const log = desk.getByRole('log');
  const area = desk.getByRole('textbox', { name: '回复客户' });
  await area.fill('/refuse');
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('Enter');
  await expect(log.getByText('未发出')).toBeVisible();
  await log.getByRole('button', { name: '撤下' }).click();
  await expect(log.getByText('/refuse')).toHaveCount(0);
});

test('ten thousand conversations scroll with few rows in the page', async ({ desk }) => {
  await desk.goto('/desk');
  await desk.getByRole('button', { name: /^全部/ }).click();
  const list = desk.getByRole('listbox', { name: '全部' });
  await expect(list).toBeVisible();
  for (let index = 0; index < 12; index += 1) {
    await list.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await desk.waitForTimeout(120);
  }
  expect(await list.getByRole('option').count()).toBeLessThan(40);
  const size = await list.getByRole('option').first().getAttribute('aria-setsize');
  expect(Number(size)).toBeGreaterThan(300);
});

test('an offer is accepted from any page, talked through, ended and written up by keyboard', async ({
  desk,
  mock,
}) => {
  await desk.goto('/start');
  await expect(desk.getByText('连接正常')).toBeVisible();
  await mock.offer();
  const card = desk.getByRole('region', { name: '新会话' });
  await expect(card).toBeVisible();
  expect(await pictureFaults(desk)).toEqual([]);
  await desk.keyboard.press('Alt+a');
  await expect(desk).toHaveURL(/\/desk\/int_/);
  await expect(desk.getByText('交接摘要')).toBeVisible();
  await desk.keyboard.press('Alt+e');
  await desk.getByRole('dialog').getByRole('button', { name: '结束会话' }).click();
  await expect(desk.getByText('话后处理').last()).toBeVisible();
  await desk.getByRole('combobox', { name: '服务小结' }).click();
  await desk.getByRole('option', { name: '转账未到账 转账汇款' }).click();
  expect(await pictureFaults(desk)).toEqual([]);
  await desk.getByRole('button', { name: '完成', exact: true }).click();
  await expect(desk.getByText('小结已保存', { exact: true })).toBeVisible();
});

test('one field is shown for a reason and covered again', async ({ desk }) => {
  await open(desk, 1);
  await expect(desk.getByText('140****1001')).toBeVisible();
  await desk.getByRole('button', { name: '查看手机号' }).click();
  await desk.getByLabel('查看原因').fill('核对回电号码');
  await desk.keyboard.press('Enter');
  await expect(desk.getByText('14000001001')).toBeVisible();
  await desk.getByRole('button', { name: '遮盖手机号' }).click();
  await expect(desk.getByText('140****1001')).toBeVisible();
});

test('a case is opened and shows in the thread and in the list', async ({ desk }) => {
  await open(desk, 1);
  await desk.keyboard.press('Alt+c');
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('combobox', { name: '承办部门' }).click();
  await desk.getByRole('option', { name: '运营管理部' }).click();
  await dialog.getByLabel('第一项任务').fill('派员开柜取卡');
  await dialog.getByRole('button', { name: '创建工单' }).click();
  await expect(desk.getByRole('log').getByText('WL20261122-0001')).toBeVisible();
  await desk.getByRole('tab', { name: '工单' }).click();
  await expect(desk.locator('aside').getByText('WL20261122-0001')).toBeVisible();
});

test('knowledge found is put into the reply, not sent', async ({ desk }) => {
  await open(desk, 1);
  await desk.getByRole('tab', { name: '知识库' }).click();
  await desk.getByRole('searchbox', { name: '搜索知识' }).fill('限额');
  await expect(desk.locator('aside article')).toHaveCount(1);
  await desk.locator('aside').getByRole('button', { name: '引用' }).click();
  await expect(desk.getByRole('textbox', { name: '回复客户' })).toHaveValue(/安全中心/);
});

test('an article keeps its words and loses whatever could act', async ({ desk }) => {
  await open(desk, 1);
  await desk.getByRole('tab', { name: '知识库' }).click();
  await desk.getByRole('button', { name: '自助设备吞卡后怎么取回' }).click();
  const heading = desk.getByRole('dialog').getByRole('heading', { name: '办理步骤' });
  await expect(heading).toBeVisible();
  const body = heading.locator('..');
  expect(await body.innerHTML()).not.toMatch(/script|iframe/);
  await expect(body).toContainText('手册');
});

test('the screen locks on a key and opens with the password', async ({ desk }) => {
  await open(desk, 1);
  await desk.keyboard.press('Alt+l');
  const lock = desk.getByRole('dialog', { name: '屏幕已锁定' });
  await expect(lock).toBeVisible();
  await lock.getByLabel('密码').fill('right');
  await desk.keyboard.press('Enter');
  await expect(lock).toBeHidden();
  await expect(desk.getByText('连接正常')).toBeVisible();
});

test('the language changes without a reload, palette and sheet open by key', async ({ desk }) => {
  await open(desk, 1);
  await desk.keyboard.press('Control+k');
  await desk.keyboard.type('english');
  await desk.keyboard.press('Enter');
  await expect(desk.getByText('Connected', { exact: true })).toBeVisible();
  await desk.keyboard.press('?');
  await expect(desk.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible();
});

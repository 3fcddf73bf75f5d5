// The screens beside the desk: nothing covers, overflows or breaks a rule in any size or theme, and
// each does its one thing. With PICTURES=folder a picture of every screen is kept there.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, pictureFaults, test } from './desk-page';

const SCREENS = [
  ['board', '/board', '坐席监控'],
  ['reports', '/reports', '指标口径'],
  ['interactions', '/interactions', '韩*远'],
  ['journey', '/interactions/jrn_1', '次联系'],
  ['cases', '/cases', 'WL20261122'],
  ['case', '/cases/cas_2', '办理轨迹'],
  ['library', '/library', '知识目录'],
  ['article', '/library/art_01', '知其所以然'],
  ['editors', '/library?shelf=desk', '最近修改'],
  ['editor', '/library/art_01/edit', '存为草稿'],
  ['surveys', '/surveys', '推荐意愿'],
  ['audit', '/audit', '校验完整性'],
  ['people', '/admin/people', '测试员1'],
  ['teams', '/admin/teams', '信用卡专席'],
  ['departments', '/admin/departments', '支付结算部'],
  ['queues', '/admin/queues', 'card_safety'],
  ['skills', '/admin/skills', '反欺诈'],
  ['schedules', '/admin/schedules', '春节'],
  ['flows', '/admin/flows', 'webchat-entry'],
  ['flow', '/admin/flows/webchat-entry', '试一试'],
  ['canned', '/admin/canned', '开场问候'],
  ['letters', '/admin/letters', 'case.tell_customer'],
  ['health', '/admin/health', '远岭银行'],
] as const;
const SIZES = [
  [1366, 768],
  [1440, 900],
  [1920, 1080],
] as const;

async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}
async function brokenRules(page: Page): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'])
    .analyze();
  return violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
}

/** Rules of what floats above the page; the page under it is covered and not looked at. */
async function brokenInDialog(page: Page): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page })
    .include('[role="dialog"]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa'])
    .analyze();
  return violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
}

for (const [name, path, words] of SCREENS) {
  test(`${name} is sound in every size and theme`, async ({ desk }) => {
    test.setTimeout(120_000);
    for (const theme of ['light', 'dark'] as const)
      for (const [width, height] of SIZES) {
        await desk.setViewportSize({ width, height });
        await desk.emulateMedia({ colorScheme: theme });
        await desk.goto(path);
        await expect(desk.getByText(words).first()).toBeVisible();
        await expect(desk.getByText('连接正常')).toBeVisible();
        if (name === 'board' || name === 'reports')
          await expect(desk.locator('canvas').first()).toBeVisible();
        await desk.waitForTimeout(350);
        await keepPicture(desk, `${name}-${width}-${theme}`);
        const where = `${width} ${theme}`;
        expect.soft(await pictureFaults(desk), where).toEqual([]);
        if (width === 1440) expect.soft(await brokenRules(desk), where).toEqual([]);
      }
  });
}

for (const [name, path] of SCREENS) {
  test(`${name} fits in English on a small screen`, async ({ desk }) => {
    await desk.setViewportSize({ width: 1366, height: 768 });
    await desk.addInitScript(() => localStorage.setItem('warmline.locale', 'en'));
    await desk.goto(path);
    await expect(desk.getByText('Connected')).toBeVisible();
    await desk.waitForTimeout(500);
    await keepPicture(desk, `${name}-en`);
    expect(await pictureFaults(desk)).toEqual([]);
  });
}

test('the board is live, and says how old its figures are when they are', async ({ desk }) => {
  await desk.goto('/board');
  await expect(desk.getByText('实时', { exact: true })).toBeVisible();
  // A line that never answers and a server that repeats itself.
  const old = (await (await desk.request.get('/api/board')).json()) as { at: string };
  old.at = new Date(Date.now() - 60_000).toISOString();
  await desk.routeWebSocket('**/api/desk/socket', () => undefined);
  await desk.route('**/api/board', (route) => route.fulfill({ json: old }));
  await desk.reload();
  await expect(desk.getByText(/数据已 \d+ 秒未更新/)).toBeVisible();
});

test('a supervisor changes a state with a reason, and takes a conversation over', async ({
  desk,
}) => {
  await desk.goto('/board');
  await desk.getByRole('searchbox', { name: /搜索坐席/ }).fill('阿岭');
  await desk.getByRole('button', { name: '调整 阿岭 的状态' }).click();
  const dialog = desk.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: '调整状态' })).toBeDisabled();
  await dialog.getByLabel('原因').fill('午间轮换');
  await dialog.getByRole('button', { name: '调整状态' }).click();
  await expect(desk.getByText('已调整 阿岭 的状态').first()).toBeVisible();
  await desk.getByRole('button', { name: '接管 阿岭 的会话' }).click();
  await expect(desk.getByRole('dialog').getByRole('radio').first()).toBeVisible();
  expect(await brokenInDialog(desk)).toEqual([]);
});

test('a report is grouped and taken along as a file', async ({ desk }) => {
  await desk.goto('/reports');
  await desk.getByRole('combobox', { name: '分组' }).click();
  await desk.getByRole('option', { name: '队列' }).click();
  await expect(desk.getByRole('columnheader', { name: '分组' })).toBeVisible();
  const saved = desk.waitForEvent('download');
  await desk.getByRole('button', { name: '导出 CSV' }).click();
  expect((await saved).suggestedFilename()).toMatch(/queue\.csv$/);
});

test('a case is taken, finished and told to the customer by keyboard', async ({ desk }) => {
  await desk.goto('/cases/cas_1');
  await desk.getByRole('button', { name: '签收', exact: true }).focus();
  await desk.keyboard.press('Enter');
  await desk.getByRole('button', { name: '办结任务' }).focus();
  await desk.keyboard.press('Enter');
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('办理结果').fill('已开柜取卡');
  await dialog.getByLabel('建议答复客户的话').fill('您的卡已取出，请来领取。');
  expect(await brokenInDialog(desk)).toEqual([]);
  await dialog.getByRole('button', { name: '办结任务' }).click();
  await desk.getByRole('button', { name: '告知客户并办结' }).click();
  await expect(dialog.getByLabel('对客户说')).toHaveValue('您的卡已取出，请来领取。');
  await dialog.getByRole('button', { name: '告知客户并办结' }).click();
  await expect(desk.getByText('已告知客户，工单办结').first()).toBeVisible();
  await expect(desk.getByRole('button', { name: '重新打开' })).toBeVisible();
});

test('the customer of a case is called, and the message it came with is heard', async ({
  desk,
}) => {
  await desk.goto('/cases/cas_2');
  await desk.getByRole('button', { name: '致电客户' }).click();
  await expect(desk.getByText('您的电话先响，接起后呼叫客户').first()).toBeVisible();
  const message = desk.getByRole('region', { name: '客户留言' });
  await expect(message.getByRole('slider')).toHaveCount(0);
  await message.getByRole('button', { name: '听留言' }).click();
  await expect(message.getByRole('slider', { name: '播放位置' })).toBeVisible();
  await message.getByRole('button', { name: '播放', exact: true }).click();
  await expect(message.getByRole('button', { name: '暂停', exact: true })).toBeVisible();
  await keepPicture(desk, 'case-message');
  expect(await brokenRules(desk)).toEqual([]);
});

test('a case without a conversation is opened from the list', async ({ desk }) => {
  await desk.goto('/cases');
  await desk.getByRole('button', { name: '建工单' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('标题').fill('网点叫号机故障');
  await dialog.getByLabel('客户需求').fill('青陵分行叫号机不出号，请派人维修');
  await dialog.getByRole('combobox', { name: '承办部门' }).click();
  await desk.getByRole('option', { name: '运营管理部' }).click();
  await dialog.getByLabel('第一项任务').fill('派人维修');
  await keepPicture(desk, 'case-dialog');
  expect(await brokenInDialog(desk)).toEqual([]);
  await dialog.getByRole('button', { name: '创建工单' }).click();
  await expect(desk.getByRole('heading', { name: '网点叫号机故障' })).toBeVisible();
});

test('the one-time code is asked for on any screen, and the change is made with it', async ({
  desk,
  complaints,
}) => {
  await desk.goto('/cases/cas_1');
  const refused = {
    status: 403,
    contentType: 'application/problem+json',
    json: { code: 'WL-FACTOR-REQUIRED', status: 403, title: '', type: '', detail: 'again' },
  };
  await desk.route('**/api/cases/*/notes', (route) => route.fulfill(refused), { times: 1 });
  await desk.getByLabel('备注内容').fill('设备已报修');
  await desk.getByRole('button', { name: '记下' }).click();
  const dialog = desk.getByRole('dialog', { name: '再次确认身份' });
  await dialog.getByLabel('动态验证码').fill('123456');
  await dialog.getByLabel('动态验证码').press('Enter');
  await expect(desk.getByText('设备已报修')).toBeVisible();

  // Over a dialog it lies on top, within reach of the mouse.
  await desk.goto('/admin/people');
  await desk.getByRole('button', { name: '新增人员' }).click();
  const people = desk.getByRole('dialog', { name: '新增人员' });
  await people.getByLabel('工号').fill('7002');
  await people.getByLabel('艺名').fill('初晴');
  await people.getByLabel('真实姓名').fill('测试员乙');
  await people.getByLabel('职场').fill('青陵');
  await desk.request.post('/mock/forget-factor');
  await people.getByRole('button', { name: '保存' }).click();
  await dialog.getByLabel('动态验证码').click();
  await desk.keyboard.type('123456');
  await dialog.getByRole('button', { name: '确认' }).click();
  await expect(desk.getByText('plum-river-4471-lantern')).toBeVisible();
  // The refusals themselves are what the browser writes down.
  complaints.length = 0;
});

test('ten thousand cases are paged, a page at a time', async ({ desk }) => {
  await desk.goto('/cases');
  await expect(desk.getByRole('row')).toHaveCount(51);
  await desk.getByRole('button', { name: '下一页' }).click();
  await expect(desk.getByText('第 2 页')).toBeVisible();
  await expect(desk.getByRole('row')).toHaveCount(51);
});

test('an article is found on the shelf, and its writer cannot approve it', async ({ desk }) => {
  await desk.goto('/library');
  const shelf = desk.getByRole('tree', { name: '知识目录' });
  await shelf.getByRole('treeitem', { name: '银行卡' }).click();
  await shelf.getByRole('treeitem', { name: '自助设备' }).click();
  await shelf.getByRole('treeitem', { name: '自助设备吞卡后怎么取回' }).click();
  await expect(desk.getByRole('heading', { name: '知其所以然' })).toBeVisible();
  await desk.goto('/library/art_01?shelf=desk');
  await expect(desk.getByRole('button', { name: '审核通过' })).toBeDisabled();
});

test('a new article names what is missing, and is kept as a draft', async ({ desk }) => {
  await desk.goto('/library/new/edit');
  await desk.getByRole('button', { name: '存为草稿' }).click();
  await expect(desk.getByText('还有必填项没有填好')).toBeVisible();
  await desk.getByRole('textbox', { name: /^标题/ }).fill('网点排队太久怎么办');
  await desk.getByLabel('口头答复').fill('可以先在手机银行取号，到号前十分钟提醒您。');
  await desk.getByLabel('对客答复').fill('您可以先在手机银行取号。');
  await desk.getByLabel('产品').fill('网点服务');
  await desk.getByLabel('场景').fill('排队');
  await desk.getByRole('textbox', { name: '办理要点' }).click();
  await desk.keyboard.type('先取号');
  await desk.getByRole('button', { name: '存为草稿' }).click();
  await expect(desk.getByText('已存为草稿').first()).toBeVisible();
  await expect(desk.getByRole('button', { name: '提交审核' })).toBeVisible();
});

test('a colleague is added after the code was given again; the password shows once', async ({
  desk,
}) => {
  // The first try is refused on purpose, and the browser writes every refusal to its console.
  await desk.goto('/admin/people');
  await desk.request.post('/api/confirm', { data: { code: '123456' } });
  await desk.getByRole('button', { name: '新增人员' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('工号').fill('7001');
  await dialog.getByLabel('艺名').fill('初晴');
  await dialog.getByLabel('真实姓名').fill('测试员甲');
  await dialog.getByLabel('职场').fill('青陵');
  await keepPicture(desk, 'agent-dialog');
  expect(await brokenInDialog(desk)).toEqual([]);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(desk.getByText('plum-river-4471-lantern')).toBeVisible();
  await keepPicture(desk, 'enrolment-dialog');
  await desk.keyboard.press('Escape');
  await expect(desk.getByText('plum-river-4471-lantern')).toBeVisible();
  await desk.getByLabel('已交给本人').check();
  await desk.getByRole('dialog').getByRole('button', { name: '关闭' }).last().click();
  await expect(desk.getByText('plum-river-4471-lantern')).toHaveCount(0);
});

test('a queue is changed, and a schedule gets a second period', async ({ desk }) => {
  await desk.goto('/admin/queues');
  await desk.getByRole('button', { name: '编辑 用卡安全' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('振铃时限（秒）').fill('500');
  await expect(dialog.getByText('填 5 至 120 的整数')).toBeVisible();
  await dialog.getByLabel('振铃时限（秒）').fill('25');
  await keepPicture(desk, 'queue-dialog');
  expect(await brokenInDialog(desk)).toEqual([]);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(desk.getByText('已保存').first()).toBeVisible();
  await desk.goto('/admin/schedules');
  await desk.getByRole('button', { name: '编辑 理财专席' }).click();
  await dialog.getByRole('button', { name: '加时段' }).first().click();
  await keepPicture(desk, 'schedule-dialog');
  expect(await brokenInDialog(desk)).toEqual([]);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toBeHidden();
});

test('a flow is wrong at a line, right after it is mended, tried and published', async ({
  desk,
}) => {
  await desk.goto('/admin/flows/webchat-entry');
  const source = desk.getByRole('textbox', { name: /流程内容/ });
  const right = await source.inputValue();
  await source.fill(right.replace('"greet"', '"nowhere"'));
  await desk.getByRole('button', { name: '检查' }).click();
  await expect(desk.getByText('第 4 行第 9 列')).toBeVisible();
  await keepPicture(desk, 'flow-problem');
  await source.fill(`${right}\n`);
  await desk.getByRole('button', { name: '运行' }).click();
  await expect(desk.getByText('客户说：我的卡被吞了')).toBeVisible();
  await desk.getByRole('button', { name: '发布', exact: true }).click();
  await expect(desk.getByText('已发布，新会话按新流程走').first()).toBeVisible();
});

test('why something waits is explained agent by agent', async ({ desk }) => {
  await desk.goto('/interactions');
  await desk.getByRole('combobox', { name: '状态' }).click();
  await desk.getByRole('option', { name: '排队中' }).click();
  await desk.getByRole('button', { name: '派单说明' }).first().click();
  const drawer = desk.getByRole('dialog', { name: '派单说明' });
  await expect(drawer.getByText('符合要求的坐席都在忙，有人腾出手就派。')).toBeVisible();
  await expect(drawer.getByText('没有「反欺诈」技能')).toBeVisible();
  await keepPicture(desk, 'routing-drawer');
  expect(await brokenInDialog(desk)).toEqual([]);
  await drawer.getByRole('link', { name: /同一事项/ }).click();
  await expect(desk).toHaveURL(/interactions\/jrn_1/);
});

test('the audit chain is checked, and a break names its record', async ({ desk }) => {
  await desk.goto('/audit');
  await desk.getByRole('button', { name: '校验完整性' }).click();
  await expect(desk.getByText(/校验通过：10,000 条/)).toBeVisible();
  await desk.route('**/api/audit/verify', (route) =>
    route.fulfill({ json: { ok: false, checked: 41, first_broken: 42, reason: 'altered' } }),
  );
  await desk.getByRole('button', { name: '校验完整性' }).click();
  await expect(desk.getByText(/第 42 条记录/)).toBeVisible();
});

test('audit actions are said in words, and looked for by them', async ({ desk }) => {
  await desk.goto('/audit');
  await expect(desk.getByText('查看客户敏感信息').first()).toBeVisible();
  await expect(desk.getByText('customer.reveal')).toHaveCount(0);
  await desk.getByRole('combobox', { name: '动作' }).fill('强制切换');
  await expect(desk.getByRole('option')).toHaveCount(1);
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('cell', { name: '查看客户敏感信息' })).toHaveCount(0);
  await expect(desk.getByRole('cell', { name: '强制切换他人状态' }).first()).toBeVisible();
});

test('a list of the own teams is one choice away', async ({ desk }) => {
  await desk.goto('/interactions');
  const asked = desk.waitForRequest(/\/api\/interactions\?.*view=team/);
  await desk.getByRole('combobox', { name: '范围' }).click();
  await desk.getByRole('option', { name: '本班组' }).click();
  await asked;
});

test('a department is added and renamed by keyboard, and one with colleagues stays', async ({
  desk,
  complaints,
}) => {
  await desk.goto('/admin/departments');
  await desk.getByRole('button', { name: '新增部门' }).focus();
  await desk.keyboard.press('Enter');
  const added = desk.getByRole('dialog', { name: '新增部门' });
  await added.getByRole('textbox', { name: '部门' }).focus();
  await desk.keyboard.type('远程银行部');
  await keepPicture(desk, 'department-new');
  expect(await brokenInDialog(desk)).toEqual([]);
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('cell', { name: '远程银行部', exact: true })).toBeVisible();

  await desk.getByRole('button', { name: '编辑 远程银行部' }).focus();
  await desk.keyboard.press('Enter');
  await desk.getByRole('dialog').getByRole('textbox', { name: '部门' }).focus();
  await desk.keyboard.press('Control+A');
  await desk.keyboard.type('数字银行部');
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('cell', { name: '数字银行部', exact: true })).toBeVisible();

  await desk.getByRole('button', { name: '编辑 信用卡中心' }).focus();
  await desk.keyboard.press('Enter');
  const changed = desk.getByRole('dialog', { name: '编辑 信用卡中心' });
  await changed.getByRole('switch', { name: '停用' }).focus();
  await desk.keyboard.press('Space');
  await desk.getByRole('button', { name: '保存' }).focus();
  await desk.keyboard.press('Enter');
  await expect(desk.getByText('WL-DEPARTMENT-STAFFED').last()).toBeVisible();
  // The browser's own line about the refusal.
  complaints.length = 0;
  await keepPicture(desk, 'department-stays');
  await desk.keyboard.press('Escape');

  await desk.getByRole('button', { name: '信用卡中心 的人员' }).focus();
  await desk.keyboard.press('Enter');
  const members = desk.getByRole('dialog', { name: '信用卡中心 的人员' });
  await expect(members.getByText('信用卡专席')).toBeVisible();
  await expect(members.getByRole('listitem').first()).toBeVisible();
  await keepPicture(desk, 'department-members');
  expect(await brokenInDialog(desk)).toEqual([]);
});

test('a new install says that its hours are to be set, the demo does not', async ({ desk }) => {
  await desk.goto('/start');
  await expect(desk.getByText('扮一回客户')).toBeVisible();
  await expect(desk.getByText('设定服务时间')).toHaveCount(0);
  await desk.route('**/api/me', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), demo: false } });
  });
  await desk.goto('/start');
  await expect(desk.getByText('设定服务时间')).toBeVisible();
  await keepPicture(desk, 'start-new-install');
});

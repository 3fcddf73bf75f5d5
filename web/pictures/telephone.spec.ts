// The telephone's pictures: a customer calls, a colleague is asked for advice, a supervisor looks in.
import { expect, test, type Page } from '@playwright/test';
import { Caller } from '../story/caller';
import { becomesReady, colleague } from '../story/people';
import { QUIET, TELEPHONES } from './places';
import { take } from './take';

const bar = (page: Page) => page.getByRole('region', { name: '当前通话' });
const control = (page: Page, name: string) => bar(page).getByRole('button', { name, exact: true });

test('a call from the ring to its recording', async ({ browser }) => {
  // Who takes calls alone is offered no chat that another picture left behind.
  const agent = await colleague(browser, 'S025');
  const pill = agent.getByRole('button', { name: '电话 电话就绪' });
  await pill.click();
  await take(agent, 'phone');
  await agent.getByRole('button', { name: '设备与测试' }).click();
  await agent.getByRole('button', { name: '测试麦克风' }).click();
  await expect(agent.getByRole('meter')).toBeVisible();
  await take(agent, 'phone-devices');
  await agent.keyboard.press('Escape');
  await becomesReady(agent);

  const customer = await Caller.dial(TELEPHONES[QUIET], '13900000001');
  const ring = agent.getByRole('region', { name: '来电' });
  const keyed = async () => {
    customer.press('0');
    return ring.isVisible();
  };
  await expect.poll(keyed, { intervals: [1500], timeout: 60_000 }).toBe(true);
  await take(agent, 'call-ring');
  await agent.keyboard.press('Alt+a');
  await expect(bar(agent).getByText('线路良好')).toBeAttached();
  await take(agent, 'call');
  await control(agent, '键盘').click();
  for (const key of ['1', '4', '7', '#']) await agent.keyboard.press(key);
  await expect(agent.getByText('147#')).toBeVisible();
  await take(agent, 'call-keypad');
  await agent.keyboard.press('Escape');

  await control(agent, '转接').click();
  const dialog = agent.getByRole('dialog');
  await dialog.getByRole('radio', { name: /咨询转接/ }).click();
  const other = await colleague(browser, 'S003');
  await dialog.getByRole('combobox').click();
  await agent.keyboard.type('小满');
  await agent.getByRole('option', { name: /小满/ }).click();
  await take(agent, 'call-transfer');
  await dialog.getByRole('button', { name: '呼叫' }).click();
  await other.keyboard.press('Alt+a');
  await expect(bar(agent).getByText('咨询中，客户听音乐')).toBeVisible();
  await take(agent, 'call-consult');
  await control(agent, '取消咨询').click();

  const supervisor = await colleague(browser, 'S005');
  await supervisor.goto('/board');
  await supervisor.getByRole('searchbox', { name: /搜索坐席/ }).fill('听泉');
  await supervisor.getByRole('button', { name: /监控 .* 的通话/ }).click();
  await expect(supervisor.getByRole('radio', { name: /监听/ })).toBeVisible();
  await take(supervisor, 'supervise');

  await agent.keyboard.press('Alt+x');
  customer.hangUp();
  await agent.getByRole('button', { name: /^听录音/ }).click();
  const slider = agent.getByRole('slider', { name: '播放位置' });
  await slider.press('ArrowRight');
  await take(agent, 'recording');
});

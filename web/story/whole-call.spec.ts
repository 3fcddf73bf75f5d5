// One call with everybody in it: a customer at baresip, two colleagues and a supervisor each in a Chromium of their own,
// the real server between. Each says a tone of their own, so that who hears whom is asked of what they heard.
import { join } from 'node:path';
import { chromium, expect, test, type Browser, type Page } from '@playwright/test';
import { Baresip, isHere } from './baresip';
import { PageEar } from './ear';
import { House } from './house';
import { colleague, complaints, offersHelp } from './people';
import { MICROPHONE, WHOLE_CALL } from './places';
import { aside, channelsOf, played, silences } from './recording';
import { heardIn, TONES, writeVoice, type Person } from './tone';

/** The query password that C001 of the demo keys. */
const SECRET = '640519';
/** The customer's number; nobody's at the bank. */
const CUSTOMER = '13900000001';
/** Chromium plays a microphone's file over and over. */
const SPEAKS_SECONDS = 40;
/** The recording rests this long at least, twice. */
const RESTS_SECONDS = 2;
/** How far one side's words may stand from the other's in a recording, milliseconds. */
const ASIDE_AT_MOST = 20;

test.use({ baseURL: `http://127.0.0.1:${WHOLE_CALL.port}` });
test.skip(
  !isHere() && !process.env['CI'],
  'baresip is not here: scripts/setup.sh test installs it',
);

let house: House;
let customer: Baresip;
const browsers: Browser[] = [];

test.beforeAll(async () => {
  house = await House.open(WHOLE_CALL);
});
test.afterAll(async () => {
  customer?.unplug();
  await Promise.all(browsers.map((browser) => browser.close()));
  await house?.close();
});

interface Colleague {
  page: Page;
  ear: PageEar;
}

/** A colleague in a browser of their own, whose microphone is a file with their tone. */
async function atDesk(person: Person, workNumber: string): Promise<Colleague> {
  const voice = join(house.folder, `${person}.wav`);
  writeVoice(voice, TONES[person], 48_000, SPEAKS_SECONDS);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', ...MICROPHONE, `--use-file-for-fake-audio-capture=${voice}`],
  });
  browsers.push(browser);
  let ear: PageEar | undefined;
  const page = await colleague(
    browser,
    workNumber,
    async (fresh) => (ear = await PageEar.of(fresh)),
  );
  await expect(page.getByRole('button', { name: '电话 电话就绪' })).toBeVisible();
  return { page, ear: ear as PageEar };
}

const bar = (page: Page) => page.getByRole('region', { name: '当前通话' });
const control = (page: Page, name: string) => bar(page).getByRole('button', { name, exact: true });
const stands = (page: Page, how: string) =>
  expect(bar(page).getByText(how, { exact: true }).first()).toBeVisible();
const get = async <Answer>(page: Page, path: string) =>
  (await (await page.request.get(path)).json()) as Answer;

/** The one interaction there is, as a supervisor's list shows it. */
async function theCall(page: Page): Promise<{ id: string; state: string } | undefined> {
  const list = await get<{ items: { id: string; state: string }[] }>(
    page,
    '/api/interactions?view=all&channel=voice',
  );
  return list.items[0];
}

async function answers(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: '来电' })).toBeVisible();
  await page.keyboard.press('Alt+a');
}

test('a call goes through everybody’s hands, and each hears whom they should and nobody else', async () => {
  test.setTimeout(240_000);
  const [agent, other, supervisor] = await Promise.all([
    atDesk('agent', 'S001'),
    atDesk('colleague', 'S003'),
    atDesk('supervisor', 'S005'),
  ]);
  customer = await Baresip.plugIn(join(house.folder, 'customer'), WHOLE_CALL.telephone, CUSTOMER);
  let id = '';
  const logged = async () =>
    (
      await get<{ items: { name: string }[] }>(
        supervisor.page,
        `/api/interactions/${id}/events?after=0&limit=200`,
      )
    ).items;
  const lines = async () => (await logged()).map((event) => event.name);

  await test.step('the customer keys through the menu, waits, and is answered', async () => {
    customer.call('90588');
    await expect.poll(async () => (id = (await theCall(supervisor.page))?.id ?? '')).not.toBe('');
    // The notice is said to the end before keys count.
    const keyed = async () => {
      customer.press('0');
      return (await lines()).includes('call.digit_menu');
    };
    await expect.poll(keyed, { intervals: [500], timeout: 30_000 }).toBe(true);
    await expect.poll(async () => (await theCall(supervisor.page))?.state).toBe('queued');
    await offersHelp(agent.page);
    await answers(agent.page);
    await stands(agent.page, '通话中');
    await customer.hears('agent');
    await agent.ear.hears('customer');
  });

  await test.step('on hold neither hears the other', async () => {
    await agent.page.keyboard.press('Alt+h');
    await stands(agent.page, '保持中');
    await agent.ear.hears();
    await customer.hears();
    await agent.page.keyboard.press('Alt+h');
    await stands(agent.page, '通话中');
    await agent.ear.hears('customer');
    await customer.hears('agent');
  });

  let overheard: Int16Array = new Int16Array();
  await test.step('a supervisor listens, whispers, and barges in', async () => {
    await supervisor.page.goto('/board');
    await supervisor.page.getByRole('searchbox', { name: /搜索坐席/ }).fill('1001');
    await supervisor.page.getByRole('button', { name: '监控 青果 1001号 的通话' }).click();
    await supervisor.page.getByRole('dialog').getByRole('button', { name: '监听' }).click();
    await stands(supervisor.page, '监听中');
    await supervisor.ear.hears('customer', 'agent');
    const listened = await Promise.all([
      supervisor.ear.listen(8),
      agent.ear.listen(4),
      customer.listen(4),
    ]);
    overheard = listened[0];
    expect(listened.map(heardIn)).toEqual([['customer', 'agent'], ['customer'], ['agent']]);

    const choose = async (mode: string, standing: string) => {
      await control(supervisor.page, '监控方式').click();
      await supervisor.page.getByRole('menuitem', { name: mode }).click();
      await stands(supervisor.page, standing);
    };
    await choose('耳语', '耳语中');
    await agent.ear.hears('customer', 'supervisor');
    expect((await Promise.all([agent.ear.listen(3), customer.listen(3)])).map(heardIn)).toEqual([
      ['customer', 'supervisor'],
      ['agent'],
    ]);
    await choose('强插', '强插中');
    await customer.hears('agent', 'supervisor');
    await agent.ear.hears('customer', 'supervisor');
    await supervisor.page.keyboard.press('Alt+x');
    await customer.hears('agent');
    await agent.ear.hears('customer');
  });

  await test.step('the customer keys a password that nobody hears', async () => {
    const form = agent.page.locator('form', { hasText: '客户还未识别' });
    await form.getByLabel('手机号').fill('14000001001');
    await form.getByLabel('卡号后四位').fill('9198');
    await form.getByRole('button', { name: '查找' }).click();
    await expect(agent.page.getByText(/^已识别为/)).toBeVisible();
    await control(agent.page, '按键验密').click();
    await agent.page.getByRole('menuitem', { name: '请客户输入查询密码' }).click();
    await expect(bar(agent.page).getByText('客户正在按键，录音已暂停')).toBeVisible();
    await agent.ear.hears();
    expect(heardIn(await agent.ear.listen(RESTS_SECONDS))).toEqual([]);
    customer.press(SECRET);
    await expect(agent.page.getByRole('log').getByText('按键核验通过')).toBeVisible();
    await agent.ear.hears('customer');
  });

  await test.step('the recording rests while the agent says so', async () => {
    await control(agent.page, '暂停录音').click();
    await expect(bar(agent.page).getByText('录音暂停')).toBeVisible();
    expect(heardIn(await customer.listen(RESTS_SECONDS))).toEqual(['agent']);
    await control(agent.page, '恢复录音').click();
    await expect(bar(agent.page).getByText('录音中')).toBeVisible();
  });

  await test.step('a colleague is consulted and has the customer', async () => {
    await control(agent.page, '转接').click();
    const dialog = agent.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /咨询转接/ }).click();
    await dialog.getByRole('combobox').fill('S003');
    await agent.page.getByRole('option', { name: /小满 1003号/ }).click();
    await dialog.getByRole('button', { name: '呼叫' }).click();
    await answers(other.page);
    await stands(agent.page, '咨询中，客户听音乐');
    await Promise.all([agent.ear.hears('colleague'), other.ear.hears('agent'), customer.hears()]);
    await control(agent.page, '完成转接').click();
    await expect(bar(agent.page)).toBeHidden();
    await Promise.all([other.ear.hears('customer'), customer.hears('colleague')]);
    expect((await Promise.all([other.ear.listen(2), customer.listen(2)])).map(heardIn)).toEqual([
      ['customer'],
      ['colleague'],
    ]);
  });

  customer.hangUp();
  await expect(bar(other.page)).toBeHidden();
  let wav: Buffer | undefined;
  await expect.poll(async () => (wav = await played(supervisor.page, id)) !== undefined).toBe(true);
  const recording = channelsOf(wav as Buffer);

  await test.step('the recording holds each side on its own channel, in step', () => {
    expect(heardIn(recording.customer)).toEqual(['customer']);
    expect(aside(overheard, recording)).toBeLessThanOrEqual(ASIDE_AT_MOST);
  });
  await test.step('what was not to be recorded is silence', () => {
    // On hold, and while a colleague is consulted, nobody speaks with the customer.
    const [hold, keying, rest, consultation, ...more] = silences(recording);
    expect(more).toEqual([]);
    expect([hold, consultation]).not.toContain(undefined);
    for (const silence of [keying, rest]) expect(silence).toBeGreaterThan(RESTS_SECONDS);
  });
  await test.step('the keys are nowhere', async () => {
    const events = Buffer.from(JSON.stringify(await logged()));
    const shown = { events, wav: wav as Buffer };
    const known = house.whereIs('interaction.accepted', shown).join(' ');
    expect(known, 'the search finds').toMatch(/events.*\.db/);
    expect(house.log()).toContain('DEBUG');
    expect(house.whereIs(SECRET, shown)).toEqual([]);
    expect(house.log()).not.toContain(CUSTOMER);
  });
  expect(complaints).toEqual([]);
});

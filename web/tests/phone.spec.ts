// The telephone at the desk, with a real call of the browser to itself: the customer's end is a peer
// connection in the same page, rung through the mock.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, interaction, pictureFaults, test } from './desk-page';

const KEPT = process.env['KEEP_PICTURES'];
const keepPicture = async (page: Page, name: string) => {
  if (KEPT) await page.screenshot({ path: `${KEPT}/phone-${name}.png` });
};
const SIZES = [
  // A 1366 pixel page at 200 %.
  [683, 384],
  [1366, 768],
  [1440, 900],
  [1920, 1080],
] as const;
const brokenRules = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'])
    .analyze();
  return violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
};

declare global {
  interface Window {
    customer: RTCPeerConnection;
    /** Loudest sample the customer heard in the last half second and more. */
    loudest: () => number;
  }
}

/** The customer's end: offers as the server does, with a tone for a voice. */
const offer = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const peer = new RTCPeerConnection();
    const context = new AudioContext();
    const voice = context.createMediaStreamDestination();
    const tone = new OscillatorNode(context, { frequency: 700 });
    tone.connect(voice);
    tone.start();
    for (const track of voice.stream.getTracks()) peer.addTrack(track, voice.stream);
    // Chromium's stand-in for a microphone beeps for 20 ms twice a second: at 48 kHz this many samples
    // always hold a beep, where the default looks at 43 ms and may miss each one.
    const analyser = new AnalyserNode(context, { fftSize: 32_768 });
    peer.ontrack = ({ track }) => {
      const stream = new MediaStream([track]);
      // Chromium pulls no sound of a peer that nothing plays.
      const element = new Audio();
      element.srcObject = stream;
      element.muted = true;
      void element.play();
      context.createMediaStreamSource(stream).connect(analyser);
    };
    const samples = new Float32Array(analyser.fftSize);
    window.loudest = () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.max(...samples.map(Math.abs));
    };
    window.customer = peer;
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise<void>((done) => {
      if (peer.iceGatheringState === 'complete') return done();
      peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done();
    });
    return peer.localDescription?.sdp ?? '';
  });

async function ready(page: Page, path = '/start') {
  await page.goto(path);
  await expect(page.getByRole('button', { name: '电话 电话就绪' })).toBeVisible();
}
/** Rings this page; with `alone` there is no offer, as when a colleague asks for advice. */
async function ring(page: Page, more: object = {}): Promise<string> {
  const sdp = await offer(page);
  const rung = await page.request.post('/mock/ring', { data: { sdp, ...more } });
  return ((await rung.json()) as { interaction: string }).interaction;
}
/** The page's answer reaches the customer: sound goes both ways. */
async function connect(page: Page) {
  const answerOf = async () => {
    const { heard } = (await (await page.request.get('/mock/phone')).json()) as {
      heard: { type: string; sdp?: string }[];
    };
    return heard.findLast((word) => word.type === 'answer')?.sdp;
  };
  await expect.poll(answerOf).toBeTruthy();
  const sdp = await answerOf();
  await page.evaluate(
    (text) => window.customer.setRemoteDescription({ type: 'answer', sdp: text ?? '' }),
    sdp,
  );
  await expect(bar(page).getByText('通话中')).toBeVisible();
}
const bar = (page: Page) => page.getByRole('region', { name: '当前通话' });
const control = (page: Page, name: string) => bar(page).getByRole('button', { name, exact: true });

async function answered(page: Page): Promise<string> {
  await ready(page);
  const id = await ring(page);
  await expect(page.getByRole('region', { name: '来电' })).toBeVisible();
  await page.keyboard.press('Alt+a');
  await connect(page);
  await expect(page).toHaveURL(new RegExp(id));
  return id;
}

test('a call is answered from any page, heard, muted, held and ended by keyboard', async ({
  desk,
}) => {
  await ready(desk);
  const id = await ring(desk);
  const card = desk.getByRole('region', { name: '来电' });
  await expect(card.getByText('139****0001')).toBeVisible();
  await expect(card.getByText(/按来电号码提示/)).toBeVisible();
  expect(await pictureFaults(desk)).toEqual([]);
  await keepPicture(desk, 'ring');
  await desk.keyboard.press('Alt+a');
  await connect(desk);
  await expect(desk).toHaveURL(new RegExp(id));
  await expect(card).toBeHidden();
  const loudest = () => desk.evaluate(() => window.loudest());
  await expect.poll(loudest, { timeout: 20_000 }).toBeGreaterThan(0.05);
  await expect(bar(desk).getByText('线路良好')).toBeAttached({ timeout: 10_000 });

  await desk.keyboard.press('Alt+m');
  await expect(control(desk, '取消静音')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(loudest, { timeout: 20_000 }).toBeLessThan(0.01);
  await desk.keyboard.press('Alt+m');
  await desk.keyboard.press('Alt+h');
  await expect(bar(desk).getByText('保持中')).toBeVisible();
  await desk.keyboard.press('Alt+h');
  await expect(bar(desk).getByText('通话中')).toBeVisible();
  const log = desk.getByRole('log');
  for (const words of ['139****0001 来电', '客户按键 2', '我静音', '我保持通话', '我恢复通话'])
    await expect(log.getByText(words)).toBeVisible();

  // The call goes on whatever screen one looks at.
  await desk.getByRole('link', { name: '首页', exact: true }).first().click();
  await expect(control(desk, '挂断')).toBeVisible();
  await expect.poll(loudest, { timeout: 20_000 }).toBeGreaterThan(0.05);
  await desk.keyboard.press('Alt+x');
  await expect(bar(desk)).toBeHidden();
  await desk.goto(`/desk/${id}`);
  await expect(desk.getByText('话后处理').last()).toBeVisible();
});

test('the customer hangs up, and the bar is gone', async ({ desk }) => {
  const id = await answered(desk);
  await desk.request.post('/mock/hang-up', { data: { interaction: id } });
  await expect(bar(desk)).toBeHidden();
  await expect(desk.getByRole('button', { name: '电话 电话就绪' })).toBeVisible();
});

test('a colleague is consulted, swapped with, and joins or takes the call', async ({ desk }) => {
  await answered(desk);
  await control(desk, '转接').click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('radio', { name: /咨询转接/ }).click();
  await dialog.getByRole('combobox').click();
  await desk.getByRole('option', { name: /阿岭/ }).click();
  expect(await brokenRules(desk)).toEqual([]);
  await keepPicture(desk, 'consult-dialog');
  await dialog.getByRole('button', { name: '呼叫' }).click();
  await expect(bar(desk).getByText('咨询中，客户听音乐')).toBeVisible();
  await keepPicture(desk, 'consult');
  expect(await pictureFaults(desk)).toEqual([]);
  await control(desk, '切换').click();
  await expect(bar(desk).getByText('与客户通话，咨询方等待')).toBeVisible();
  await control(desk, '三方通话').click();
  await expect(bar(desk).getByText('三方通话', { exact: true }).first()).toBeVisible();
  await expect(desk.getByRole('log').getByText('三方通话，共 3 方')).toBeVisible();
});

test('an outside number is consulted only when it is one', async ({ desk }) => {
  await answered(desk);
  await control(desk, '转接').click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('radio', { name: /咨询转接/ }).click();
  await dialog.getByRole('radio', { name: '外线号码' }).click();
  await dialog.getByRole('textbox', { name: /外线号码/ }).fill('12a');
  await expect(dialog.getByRole('button', { name: '呼叫' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: /外线号码/ }).fill('138 0000 0002');
  await dialog.getByRole('button', { name: '呼叫' }).click();
  await expect(desk.getByRole('log').getByText('我发起咨询转接：138****0002')).toBeVisible();
  await control(desk, '取消咨询').click();
  await expect(bar(desk).getByText('通话中')).toBeVisible();
});

test('the recording pauses, and a secret is keyed without anybody hearing it', async ({ desk }) => {
  const id = await answered(desk);
  await expect(bar(desk).getByText('录音中')).toBeVisible();
  await control(desk, '暂停录音').click();
  await expect(bar(desk).getByText('录音暂停')).toBeVisible();
  await control(desk, '恢复录音').click();
  await expect(bar(desk).getByText('录音中')).toBeVisible();
  await control(desk, '键盘').click();
  await expect(desk.getByRole('button', { name: '5', exact: true })).toBeVisible();
  await keepPicture(desk, 'keypad');
  await desk.keyboard.press('Escape');
  await control(desk, '按键验密').click();
  await desk.getByRole('menuitem', { name: '请客户输入动态验证码' }).click();
  await expect(bar(desk).getByText('客户正在按键，录音已暂停')).toBeVisible();
  await expect(control(desk, '转接')).toBeDisabled();
  expect(await pictureFaults(desk)).toEqual([]);
  await keepPicture(desk, 'secret');
  await desk.request.post('/mock/secret-done', { data: { interaction: id } });
  await expect(desk.getByRole('log').getByText('按键核验通过')).toBeVisible();
  await expect(control(desk, '转接')).toBeEnabled();
});

test('a refused microphone is told in words, and the call rings on', async ({ desk }) => {
  await desk.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('refused', 'NotAllowedError'));
  });
  await ready(desk);
  await ring(desk);
  await desk.getByRole('button', { name: /^接听/ }).click();
  const card = desk.getByRole('region', { name: '来电' });
  await expect(card.getByRole('alert')).toContainText('浏览器禁用了麦克风');
  await expect(card.getByRole('button', { name: /^接听/ })).toBeEnabled();
  await keepPicture(desk, 'refused');
  expect(await pictureFaults(desk)).toEqual([]);
});

test('a colleague’s ring without an offer is answered and declined', async ({ desk }) => {
  await ready(desk);
  await ring(desk, { alone: true });
  await expect(desk.getByText('同事咨询转接或监听请求')).toBeVisible();
  await keepPicture(desk, 'ring-alone');
  await desk.getByRole('button', { name: '拒接' }).click();
  await expect(desk.getByRole('region', { name: '来电' })).toBeHidden();
});

test('one tab is the phone; another takes it, but not out of a call', async ({ desk, context }) => {
  await ready(desk);
  const other = await context.newPage();
  await other.goto('/start');
  const pill = other.getByRole('button', { name: '电话 电话在另一页面' });
  await expect(pill).toBeVisible();
  await pill.click();
  await expect(other.getByRole('button', { name: '在此接听' })).toBeEnabled();
  await ring(desk);
  await expect(desk.getByRole('region', { name: '来电' })).toBeVisible();
  await desk.keyboard.press('Alt+a');
  await connect(desk);
  await expect(other.getByRole('button', { name: '在此接听' })).toBeDisabled();
  await desk.keyboard.press('Alt+x');
  await other.getByRole('button', { name: '在此接听' }).click();
  await expect(other.getByRole('button', { name: '电话 电话就绪' })).toBeVisible();
  await expect(desk.getByRole('button', { name: '电话 电话在另一页面' })).toBeVisible();
});

test('another machine takes the phone, and it is taken back', async ({ desk }) => {
  await ready(desk);
  await desk.request.post('/mock/unplug');
  const pill = desk.getByRole('button', { name: '电话 电话在别处' });
  await pill.click();
  await keepPicture(desk, 'elsewhere');
  await desk.getByRole('button', { name: '在此接听' }).click();
  await expect(desk.getByRole('button', { name: '电话 电话就绪' })).toBeVisible();
});

test('with a phone on the desk the screen steers the call', async ({ desk }) => {
  await ready(desk);
  await desk.getByRole('button', { name: '电话 电话就绪' }).click();
  await desk.getByRole('radio', { name: /话机接听/ }).click();
  await expect(desk.getByRole('button', { name: '电话 使用话机' })).toBeVisible();
  await desk.keyboard.press('Escape');
  await desk.request.post('/mock/ring', { data: {} });
  await expect(bar(desk).getByText('通话中')).toBeVisible();
  await control(desk, '静音').click();
  await expect(control(desk, '取消静音')).toBeVisible();
  await desk.reload();
  await expect(bar(desk).getByText('通话中')).toBeVisible();
  await control(desk, '挂断').click();
  await expect(bar(desk)).toBeHidden();
});

test('devices are chosen and heard before a customer calls', async ({ desk }) => {
  await ready(desk);
  await desk.getByRole('button', { name: '电话 电话就绪' }).click();
  await keepPicture(desk, 'panel');
  expect(await brokenRules(desk)).toEqual([]);
  await desk.getByRole('button', { name: '设备与测试' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByRole('button', { name: '测试麦克风' }).click();
  const meter = dialog.getByRole('meter', { name: '麦克风音量' });
  await expect
    .poll(async () => Number(await meter.getAttribute('aria-valuenow')), { timeout: 10_000 })
    .toBeGreaterThan(20);
  await keepPicture(desk, 'devices');
  expect(await brokenRules(desk)).toEqual([]);
});

for (const theme of ['light', 'dark'] as const) {
  test(`a call’s bar and recording fit every size, ${theme}`, async ({ desk }) => {
    test.slow();
    await desk.emulateMedia({ colorScheme: theme });
    const id = await answered(desk);
    for (const [width, height] of SIZES) {
      await desk.setViewportSize({ width, height });
      await desk.waitForTimeout(300);
      expect.soft(await pictureFaults(desk), String(width)).toEqual([]);
      await keepPicture(desk, `call-${width}-${theme}`);
    }
    expect(await brokenRules(desk)).toEqual([]);
    await desk.keyboard.press('Alt+x');
    await desk.goto(`/desk/${id}`);
    await desk.getByRole('button', { name: /^听录音/ }).click();
    const slider = desk.getByRole('slider', { name: '播放位置' });
    await expect(slider).toHaveAttribute('aria-valuemax', '12');
    await desk.waitForTimeout(300);
    for (const [width, height] of SIZES) {
      await desk.setViewportSize({ width, height });
      await desk.waitForTimeout(300);
      expect.soft(await pictureFaults(desk), String(width)).toEqual([]);
      await keepPicture(desk, `recording-${width}-${theme}`);
    }
    expect(await brokenRules(desk)).toEqual([]);
  });
}

test('a recording is played, sought and sped up by keyboard', async ({ desk }) => {
  const id = await answered(desk);
  await desk.keyboard.press('Alt+x');
  await desk.goto(`/desk/${id}`);
  await desk.getByRole('button', { name: /^听录音/ }).click();
  const slider = desk.getByRole('slider', { name: '播放位置' });
  await slider.focus();
  await desk.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuenow', '5');
  await desk.keyboard.press(' ');
  await expect(desk.getByRole('button', { name: '暂停', exact: true })).toBeVisible();
  await expect(slider).toHaveAttribute('aria-valuenow', '7', { timeout: 10_000 });
  await desk.keyboard.press('End');
  await expect(desk.getByRole('button', { name: '播放', exact: true })).toBeVisible();
  await desk.getByRole('combobox', { name: '速度' }).click();
  await desk.getByRole('option', { name: '1.5×' }).click();
  await expect(desk.getByRole('combobox', { name: '速度' })).toHaveText(/1\.5×/);
});

test('a supervisor listens from the board, then whispers', async ({ desk }) => {
  await ready(desk, '/board');
  await desk.request.post('/mock/colleague-calls', { data: { interaction: interaction(9) } });
  await desk.getByRole('searchbox', { name: /搜索坐席/ }).fill('阿岭');
  await desk.getByRole('button', { name: '监控 阿岭 的通话' }).click();
  const dialog = desk.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /监听/ })).toBeChecked();
  await keepPicture(desk, 'supervise');
  expect(await brokenRules(desk)).toEqual([]);
  await dialog.getByRole('button', { name: '监听' }).click();
  // The supervisor's own phone answers by itself.
  await ring(desk, { interaction: interaction(9), alone: true });
  await connect(desk).catch(() => undefined);
  await expect(bar(desk).getByText('监听中')).toBeVisible();
  await control(desk, '监控方式').click();
  await desk.getByRole('menuitem', { name: '耳语' }).click();
  await expect(bar(desk).getByText('耳语中')).toBeVisible();
  await expect(desk.getByRole('log').getByText(/我向.*耳语/)).toBeVisible();
  expect(await pictureFaults(desk)).toEqual([]);
  await keepPicture(desk, 'whisper');
});

test('in English everything of a call fits on a small screen', async ({ desk }) => {
  await desk.setViewportSize({ width: 1366, height: 768 });
  await desk.addInitScript(() => localStorage.setItem('warmline.locale', 'en'));
  await desk.goto('/start');
  await expect(desk.getByRole('button', { name: 'Phone Phone ready' })).toBeVisible();
  await ring(desk);
  await expect(desk.getByRole('region', { name: 'Incoming call' })).toBeVisible();
  await desk.keyboard.press('Alt+a');
  await expect(desk.getByRole('region', { name: 'Current call' })).toBeVisible();
  await desk.waitForTimeout(400);
  expect(await pictureFaults(desk)).toEqual([]);
  await keepPicture(desk, 'call-en');
});

test('what is said stands in the thread while it is said, and can be heard again afterwards', async ({
  desk,
}) => {
  test.slow();
  const id = await answered(desk);
  const log = desk.getByRole('log');
  const say = (more: object) =>
    desk.request.post('/mock/speak', { data: { interaction: id, after_ms: 2000, ...more } });
  const away = desk.getByText('识别不可用：通话照常进行，没有实时文字。');
  await expect(away).toBeVisible();
  await desk.request.post('/mock/recognition', { data: { interaction: id, available: true } });
  await expect(away).toBeHidden();
  await say({ by: 'customer', text: '我的卡' });
  await expect(log.getByText('我的卡…')).toBeVisible();
  await say({ by: 'customer', text: '我的卡被吞了，就在刚才。', done: true });
  await expect(log.getByText('我的卡…')).toBeHidden();
  await expect(log.getByText('我的卡被吞了，就在刚才。')).toBeVisible();
  await say({ by: 'agent', text: '您别着急，我马上帮您处理。', after_ms: 5000, done: true });
  await say({ by: 'customer', text: '好的', after_ms: 8000 });
  await expect(bar(desk).getByText('通话中')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await desk.emulateMedia({ colorScheme });
    // Colours fade from one theme to the other.
    await desk.waitForTimeout(500);
    expect(await brokenRules(desk)).toEqual([]);
    expect(await pictureFaults(desk)).toEqual([]);
    await keepPicture(desk, `words-${colorScheme}`);
  }
  await desk.request.post('/mock/recognition', { data: { interaction: id, available: false } });
  await expect(away).toBeVisible();
  await control(desk, '挂断').click();
  await expect(away).toBeHidden();
  await expect(log.getByText('好的…')).toBeHidden();
  // What was said stays, and leads to its place in the recording.
  const strip = desk.getByRole('region', { name: '通话录音' });
  await expect(strip.getByText('00:12')).toBeVisible();
  const hear = log.getByRole('button', { name: /处听录音$/ });
  const place = desk.getByRole('slider', { name: '播放位置' });
  await hear.first().click();
  await expect(place).toHaveAttribute('aria-valuenow', '2');
  await hear.last().click();
  await expect(place).toHaveAttribute('aria-valuenow', '5');
});

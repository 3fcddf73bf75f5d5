// Fictional data for the development mock. Every name, number and place is made up.
export const agents = [
  {
    id: 'agt_01',
    work_number: '6018',
    alias: '小暖',
    roles: ['agent'],
    team: { id: 'tem_01', name: '在线一组' },
    enabled: true,
  },
  {
    id: 'agt_02',
    work_number: '6027',
    alias: '阿岭',
    roles: ['senior_agent'],
    team: { id: 'tem_01', name: '在线一组' },
    enabled: true,
  },
  {
    id: 'agt_03',
    work_number: '6105',
    alias: '青禾',
    roles: ['team_lead'],
    team: { id: 'tem_02', name: '信用卡专席' },
    enabled: true,
  },
];

export const queues = [
  {
    id: 'que_01',
    code: 'chat_general',
    name_zh: '在线综合',
    name_en: 'General chat',
    enabled: true,
  },
  { id: 'que_02', code: 'card_safety', name_zh: '用卡安全', name_en: 'Card safety', enabled: true },
  { id: 'que_03', code: 'wealth', name_zh: '理财咨询', name_en: 'Wealth', enabled: true },
];

export const reasons = [
  { code: 'break', name_zh: '小休', name_en: 'Break', counts_as: 'rest' },
  { code: 'meal', name_zh: '用餐', name_en: 'Meal', counts_as: 'rest' },
  { code: 'meeting', name_zh: '会议', name_en: 'Meeting', counts_as: 'work' },
  { code: 'training', name_zh: '培训', name_en: 'Training', counts_as: 'work' },
  { code: 'coaching', name_zh: '辅导', name_en: 'Coaching', counts_as: 'work' },
  { code: 'raised_hand', name_zh: '举手求助', name_en: 'Raised hand', counts_as: 'work' },
  { code: 'rona', name_zh: '未应答', name_en: 'Missed an offer', counts_as: 'rest' },
];

export const dispositions = [
  { code: 'card.lost', name_zh: '银行卡挂失', name_en: 'Card lost', group: '借记卡' },
  { code: 'card.swallowed', name_zh: '自助设备吞卡', name_en: 'Card swallowed', group: '借记卡' },
  {
    code: 'transfer.delayed',
    name_zh: '转账未到账',
    name_en: 'Transfer delayed',
    group: '转账汇款',
  },
  { code: 'transfer.limit', name_zh: '转账限额调整', name_en: 'Transfer limit', group: '转账汇款' },
  { code: 'credit.fee', name_zh: '信用卡年费', name_en: 'Card fee', group: '信用卡' },
  { code: 'wealth.value', name_zh: '理财净值咨询', name_en: 'Fund value', group: '理财' },
  { code: 'other', name_zh: '其他', name_en: 'Other', group: '其他' },
];

export const departments = [
  { id: 'D02', name: '运营管理部', code: 'operations', schedule: '工作日' },
  { id: 'D03', name: '信用卡中心', code: 'credit_card', schedule: '工作日' },
  { id: 'D07', name: '支付结算部', code: 'payments' },
  { id: 'D06', name: '网络金融部', code: 'digital' },
].map((one) => ({ ...one, archived: false, version: 1 }));

export const canned = [
  {
    id: 'can_01',
    shortcut: 'nh',
    title: '开场问候',
    text: '您好，我是远岭银行客服小暖，很高兴为您服务。请问有什么可以帮您？',
    locale: 'zh-CN',
    version: 1,
  },
  {
    id: 'can_02',
    shortcut: 'sh',
    title: '请稍候',
    text: '好的，我这就帮您查，大约需要一分钟，请您稍候。',
    locale: 'zh-CN',
    version: 1,
  },
  {
    id: 'can_03',
    shortcut: 'hs',
    title: '核实身份',
    text: '为了您的资金安全，需要先核实一下身份，请告诉我卡号后四位。',
    locale: 'zh-CN',
    version: 1,
  },
  {
    id: 'can_04',
    shortcut: 'zj',
    title: '结束语',
    text: '感谢您的来信，祝您生活愉快。如果还有问题，随时找我们。',
    locale: 'zh-CN',
    version: 1,
  },
];

export const articles = [
  [
    '自助设备吞卡后怎么取回',
    '请在三个工作日内带上有效证件到吞卡网点领取；急用钱可先用手机银行无卡取款。',
  ],
  [
    '跨行转账多久到账',
    '实时转账一般几分钟内到账；普通转账在下一个工作日到账，超过一天可以申请查询。',
  ],
  ['转账限额怎么调整', '在手机银行「安全中心」里按设备和渠道分别调整，提高限额需要人脸核验。'],
  ['信用卡年费减免规则', '上一年度刷卡满六次即免次年年费；首年免收。'],
  ['银行卡丢了怎么办', '先口头挂失，立即生效、有效期五天；之后再办正式挂失和补卡。'],
].map(([title, answer_short], index) => ({
  id: `art_0${index + 1}`,
  title,
  answer_short,
  score: 0.96 - index * 0.09,
  version: 3 + index,
  axes: { product: '借记卡', scenario: '查询', compliance: ['身份核验'] },
  answer_customer: `${answer_short}如需帮助，可随时在这里找到我们。`,
  intents: [],
  effective_from: '2026-10-20T00:00:00.000Z',
  expires_at: null,
  state: 'published',
}));

export const empathy = [
  {
    restate: '您是说卡被机器吞了，又正好急着用钱',
    understand: '这个时候拿不到卡，换成谁都会着急',
    commit: '我先帮您把卡保护好，五分钟内告诉您最快的取钱办法',
  },
];

const people = [
  ['韩*远', ['普通']],
  ['罗*兰', ['老年']],
  ['鲁*', ['小微业主']],
  ['季*舟', ['高净值']],
  ['汪*岚', ['代发工资']],
  ['宋*庭', ['普通']],
  ['白*薇', ['信用卡']],
  ['邹*成', ['改善购房']],
  ['梅*雪', ['普通']],
  ['顾*之', ['改善购房']],
];
const matters = [
  ['card.swallowed', '自助设备吞卡', '卡被机器吞了，我现在急着用钱', 3],
  ['transfer.delayed', '转账未到账', '昨天转出去的钱对方还没收到', 2],
  ['transfer.limit', '转账限额', '提示超过限额，今天必须付这笔货款', 2],
  ['credit.fee', '信用卡年费', '为什么又扣了我一笔年费？', 3],
  ['wealth.value', '理财净值', '想问一下稳岭日日净值最近怎么样', 0],
  ['card.lost', '银行卡挂失', '我的卡好像丢了，怎么挂失', 1],
  ['loan.prepay', '贷款提前还款', '房贷提前还一部分要怎么预约', 0],
  ['app.login', '手机银行登录', '换了手机以后登录不了', 1],
];
const channels = ['chat', 'chat', 'chat', 'wechat'];

export function makeRows(count, now, me) {
  return Array.from({ length: count }, (_, index) => {
    const [name_masked, segments] = people[index % people.length];
    const [intent, intent_name, text, mood] = matters[index % matters.length];
    const state =
      index < 6 ? 'active' : index < 44 ? 'queued' : index % 5 === 0 ? 'active' : 'ended';
    const mine = index < 6;
    const since = new Date(
      now - (index < 44 ? 40_000 + index * 47_000 : index * 95_000),
    ).toISOString();
    return {
      id: `int_${String(index + 1).padStart(32, '0')}`,
      channel: channels[index % channels.length],
      journey: 'jrn_1',
      senior: index % people.length === 1,
      callback: false,
      state,
      customer: { id: `cus_${(index % people.length) + 1}`, name_masked, segments },
      identity_level: ['V2', 'V1', 'V0', 'V3'][index % 4],
      queue: {
        id: queues[index % 3].id,
        name: queues[index % 3].name_zh,
        name_en: queues[index % 3].name_en,
      },
      agent: mine
        ? me
        : state === 'queued'
          ? null
          : { id: 'agt_02', work_number: '6027', alias: '阿岭' },
      intent,
      intent_name,
      mood,
      priority: 5,
      started_at: since,
      queued_at: since,
      accepted_at: state === 'active' ? since : null,
      ended_at: state === 'ended' ? since : null,
      last_message: { at: since, by: 'customer', text },
      unread: mine ? index % 3 : 0,
      waiting_since: state === 'ended' ? null : since,
      deadline:
        state === 'queued' ? new Date(now + 60_000 + index * 30_000 - 90_000).toISOString() : null,
      last_number: 0,
    };
  });
}

export function makeEvents(row, me) {
  const start = Date.parse(row.started_at) - 90_000;
  let number = 0;
  const event = (name, by, body, seconds) => {
    number += 1;
    return {
      number,
      position: number,
      name,
      at: new Date(start + seconds * 1000).toISOString(),
      by,
      client_id: body.client_id,
      body,
    };
  };
  const customer = { kind: 'customer' };
  const assistant = { kind: 'assistant' };
  const system = { kind: 'system', label: 'flow' };
  const agent = { kind: 'agent', id: me.id, label: me.alias };
  const message = (text, more = {}) => ({
    message: `msg_${number}`,
    client_id: `seed-${row.id}-${number}`,
    text,
    attachments: [],
    ...more,
  });
  const events = [
    event(
      'interaction.arrived',
      system,
      {
        channel: row.channel,
        door: 'webchat',
        locale: 'zh-CN',
        page: '/mobile/transfer',
        customer: row.customer.id,
        identity_level: 'V1',
        journey: 'jrn_1',
        senior: row.senior,
      },
      0,
    ),
    event('interaction.message', customer, message(row.last_message.text), 4),
    event(
      'interaction.intent',
      system,
      {
        intent: row.intent,
        name: row.intent_name,
        confidence: 0.91,
        urgency: 'normal',
        mood: row.mood,
      },
      5,
    ),
    event(
      'interaction.message',
      assistant,
      message(articles[0].answer_short, {
        card: { kind: 'answer', article: 'art_01', title: articles[0].title, version: 3 },
      }),
      6,
    ),
    event('interaction.message', customer, message('我现在就在机器旁边，等不了三天，请转人工'), 30),
    event(
      'interaction.handed_over',
      assistant,
      {
        summary: '客户在青陵市妇产医院自助银行被吞卡，家人手术急用钱；已答取卡流程，未解决。',
        asked: ['卡被机器吞了怎么办'],
        answered: ['三个工作日内到网点领取'],
      },
      33,
    ),
    event(
      'interaction.queued',
      system,
      { queue: row.queue.id, priority: 5, reason: 'customer_asked', queued_at: row.queued_at },
      34,
    ),
  ];
  if (row.agent) {
    events.push(
      event(
        'interaction.accepted',
        agent,
        {
          offer: 'off_0',
          agent: row.agent.id,
          work_number: row.agent.work_number,
          alias: row.agent.alias,
          waited_ms: 10_000,
        },
        44,
      ),
      event(
        'interaction.message',
        agent,
        message('您好，我是客服小暖。您在医院急用钱，我先帮您把卡保护好，再一起想办法。'),
        58,
      ),
      event('interaction.read', customer, { side: 'customer', number: 9 }, 60),
      event(
        'interaction.message',
        customer,
        message('好的，尾号是 8842，家里人正等着交手术费'),
        75,
      ),
      event(
        'interaction.note',
        { kind: 'agent', id: 'agt_03', label: '青禾' },
        { text: '这台设备今天上午已报修，运营部在路上。', mentions: [me.id] },
        80,
      ),
      event(
        'interaction.message',
        customer,
        message('这是机器屏幕的照片', {
          attachments: [
            {
              id: 'att_1',
              name: '屏幕.jpg',
              media_type: 'image/jpeg',
              bytes: 284_113,
              state: 'ready',
            },
          ],
        }),
        86,
      ),
    );
  }
  row.last_number = number;
  return events;
}

export const customer = {
  id: 'cus_1',
  name_masked: '韩*远',
  gender: 'male',
  age_band: '35-44',
  segments: ['普通', '代发工资'],
  language: 'zh-CN',
  city: '青陵市',
  identity_level: 'V2',
  vip: false,
  since: '2014-03-02',
  identifiers: [
    { kind: 'mobile', masked: '140****1001', field: 'mobile' },
    { kind: 'id_number', masked: '990101********1010', field: 'id_number' },
    { kind: 'email', masked: 'h***@example.com', field: 'email' },
    { kind: 'address', masked: '青陵市**区**路', field: 'address' },
  ],
  bank: 'answered',
  products: [
    {
      kind: 'debit_card',
      name: '远岭借记卡·普卡',
      number_masked: '6299 **** **** 8842',
      status: '正常',
      balance_fen: null,
      detail: '青陵分行营业部',
    },
    {
      kind: 'credit_card',
      name: '远岭信用卡·金卡',
      number_masked: '5299 **** **** 3310',
      status: '正常',
      balance_fen: 128_640,
      detail: '本期账单，12-05 到期',
    },
    {
      kind: 'mortgage',
      name: '个人住房贷款',
      number_masked: 'LN**0917',
      status: '正常',
      balance_fen: 112_000_000,
      detail: '每月 18 日还款',
    },
  ],
  history: [
    {
      at: '2026-11-17T02:12:00.000Z',
      channel: 'voice',
      title: '临时额度到期咨询',
      outcome: '已解决',
    },
    {
      at: '2026-10-30T08:40:00.000Z',
      channel: 'wechat',
      title: '信用卡年费减免',
      outcome: '已减免',
    },
    {
      at: '2026-08-12T03:05:00.000Z',
      channel: 'branch',
      title: '柜台签约贷款还款计划',
      outcome: '已办结',
    },
  ],
  consents: [
    {
      purpose: 'service_recording',
      state: 'granted',
      channel: 'chat',
      version: '2026-03',
      at: '2026-03-11T00:00:00.000Z',
    },
    {
      purpose: 'marketing',
      state: 'withdrawn',
      channel: 'chat',
      version: '2026-03',
      at: '2026-05-02T00:00:00.000Z',
    },
  ],
  journeys: [
    { id: 'jrn_1', title: '医院自助银行吞卡', last_at: '2026-11-22T02:00:00.000Z', count: 2 },
  ],
  risk_flags: [
    { code: 'new_device', text: '10 分钟前更换登录设备，大额转账前请再次核身。', level: 'high' },
  ],
  contacts_30d: 3,
  nps: 9,
  manager: { work_number: '3307', alias: '南舟' },
};

export const cases = [
  {
    id: 'cas_1',
    number: 'WL20261120-0017',
    title: '信用卡年费争议',
    kind: 'service',
    state: 'handling',
    priority: 5,
    customer: { id: 'cus_1', name_masked: '韩*远' },
    owner: { id: 'agt_02', alias: '阿岭' },
    department: 'D03',
    due_at: '2026-11-23T08:00:00.000Z',
    feedback_due_at: null,
    breached: false,
    opened_at: '2026-11-20T03:00:00.000Z',
    hops: 1,
    interaction: null,
    journey: 'jrn_1',
  },
  {
    id: 'cas_2',
    number: 'WL20261018-0102',
    title: '跨行转账查询',
    kind: 'service',
    state: 'closed',
    priority: 5,
    customer: { id: 'cus_1', name_masked: '韩*远' },
    owner: { id: 'agt_01', alias: '小暖' },
    department: 'D02',
    due_at: '2026-10-19T08:00:00.000Z',
    feedback_due_at: null,
    breached: false,
    opened_at: '2026-10-18T03:00:00.000Z',
    hops: 2,
    interaction: null,
    journey: null,
  },
];

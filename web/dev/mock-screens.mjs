// The mock's answers for the screens beside the desk: board, reports, cases, library, monitor,
// administration, audit, surveys. Made-up data, as in mock-data.mjs, and lists long enough to hurt.
import * as data from './mock-data.mjs';

const QUARTER = 900_000;
const skills = [
  ['general', '综合业务', 'General'],
  ['credit_card', '信用卡', 'Credit cards'],
  ['fraud', '反欺诈', 'Fraud'],
  ['wealth', '理财', 'Wealth'],
  ['english', '英语', 'English'],
].map(([code, name_zh, name_en], index) => ({
  id: `skl_0${index + 1}`,
  code,
  name_zh,
  name_en,
  version: 1,
}));
const teams = [
  { id: 'tem_01', name: '在线一组', department: 'D02', lead: 'agt_03' },
  { id: 'tem_02', name: '信用卡专席', department: 'D03', lead: null },
];
const names = '安宁、知夏、听澜、怀瑾、云舒、景行、若谷、清和、望舒、子衿'.split('、');
const roles = ['agent', 'agent', 'senior_agent', 'team_lead', 'kb_editor', 'dept_handler'];
const staff = [
  ...data.agents,
  ...Array.from({ length: 237 }, (_, index) => ({
    id: `agt_${index + 10}`,
    work_number: String(6200 + index),
    alias: names[index % names.length] + (index >= names.length ? Math.floor(index / 10) : ''),
    roles: [roles[index % roles.length]],
    team: index % 3 === 0 ? null : teams[index % 2],
    enabled: index % 29 !== 7,
  })),
].map((one, index) => ({
  ...one,
  name: `测试员${index + 1}`,
  department: index % 5 === 4 ? 'D03' : null,
  site: '青陵',
  skills: skills
    .slice(0, index % 4)
    .map((skill, place) => ({ skill: skill.id, name: skill.name_zh, level: 4 + place })),
  chat_limit: 5,
  version: 1,
}));

const queueSettings = data.queues.map((queue, index) => ({
  ...queue,
  channel: index === 0 ? 'any' : 'chat',
  priority: [5, 1, 4][index],
  required: index === 1 ? [{ skill: 'skl_03', min: 6 }] : [],
  preferred: index === 2 ? [{ skill: 'skl_04', min: 5, relax_after_seconds: 30 }] : [],
  overflow: index === 2 ? { queue: 'que_01', after_seconds: 90 } : null,
  schedule: index === 2 ? 'sch_01' : null,
  offer_timeout_seconds: 20,
  wrap_up_seconds: 60,
  service_level_seconds: 20,
  max_waiting: 200,
  order: 'priority_age',
  agent_choice: 'longest_idle',
  sticky_seconds: 0,
  version: 2,
}));
const schedules = [
  {
    id: 'sch_01',
    name: '理财专席',
    time_zone: 'Asia/Shanghai',
    weekly: [
      { days: [1, 2, 3, 4, 5], opens: '08:30', closes: '12:00' },
      { days: [1, 2, 3, 4, 5], opens: '13:30', closes: '17:30' },
      { days: [6], opens: '09:00', closes: '12:00' },
    ],
    special: [
      { date: '2027-02-17', periods: [], label: '春节' },
      { date: '2027-01-01', periods: [{ opens: '09:00', closes: '12:00' }], label: '元旦' },
    ],
    version: 3,
  },
];
let flowSource = JSON.stringify(
  {
    name: 'webchat-entry',
    channel: 'chat',
    start: 'greet',
    steps: {
      greet: {
        greet: {
          text: { 'zh-CN': '您好，我是远岭银行智能助手。', en: 'Hello, I am the assistant.' },
          next: 'try_answer',
        },
      },
      try_answer: { answer: { next: 'to_person' } },
      to_person: { queue: { queue: 'chat_general' } },
    },
  },
  null,
  2,
);
let flowVersion = 4;

const formula = (zh, en) => ({ zh, en });
const FORMULAE = {
  sl20: formula(
    '20 秒服务水平 = 20 秒内由人工应答的数量 ÷（转人工数量 − 短放弃数量）',
    'service level 20 s = answered by a person within 20 s / (offered - short abandons)',
  ),
  abandon_rate: formula('放弃率 = 放弃 ÷（转人工 − 短放弃）', 'abandon rate = abandoned / offered'),
  asa: formula('平均应答速度 = 等待之和 ÷ 应答', 'ASA = waits / answered'),
  first_response: formula(
    '首次响应 = 首次等待之和 ÷ 首次应答',
    'first response = first waits / answers',
  ),
  aht: formula('平均处理时长 = 处理时长 ÷ 处理数量', 'AHT = handling / handled'),
  occupancy: formula('工时利用率 = 工作 ÷（工作 + 等待）', 'occupancy = work / (work + ready)'),
  csat: formula('满意度 = 满意 ÷ 评价', 'CSAT = satisfied / ratings'),
  nps: formula('净推荐值 = 推荐 − 贬损', 'NPS = promoters - detractors'),
  bot_share: formula('机器人占比 = 独立服务 ÷ 全部', 'bot share = bot only / all'),
};

/** What stands on the board: figures follow the hour, so that pictures are alike. */
export function board(now, counts) {
  const series = Array.from({ length: 36 }, (_, index) => {
    const offered = Math.round(14 + 10 * Math.sin(index / 5) + (index % 4));
    const abandoned = index % 7 === 3 ? 2 : 0;
    const answered = offered - abandoned;
    return {
      at: new Date(Math.floor(now / QUARTER) * QUARTER - (35 - index) * QUARTER).toISOString(),
      offered,
      answered,
      abandoned,
      sl20: index % 11 === 6 ? 0.83 : 0.91 + (index % 5) * 0.018,
    };
  });
  const states = ['ready', 'working', 'working', 'working', 'not_ready', 'ready', 'offline'];
  const rest = ['break', 'meal', 'raised_hand', 'training'];
  return {
    at: new Date(now).toISOString(),
    window: 'today',
    formulae: FORMULAE,
    tiles: {
      waiting: counts.waiting,
      longest_wait_seconds: 94,
      active: 31,
      offered_to_people: 471,
      answered: 462,
      abandoned: 9,
      abandon_rate: 0.019,
      sl20: 0.952,
      sl20_formula: FORMULAE.sl20.zh,
      contacts: 1480,
      short_abandoned: 3,
      callbacks: 2,
      ratings: 214,
      first_response_seconds: 12,
      asa_seconds: 11,
      aht_seconds: 252,
      occupancy: 0.764,
      csat: 0.978,
      nps: 61,
      bot_share: 0.683,
    },
    queues: data.queues.map((queue, index) => ({
      id: queue.id,
      name: queue.name_zh,
      name_en: queue.name_en,
      offered: [307, 54, 113][index],
      waiting: [21, 0, 17][index],
      longest_wait_seconds: [94, 0, 61][index],
      active: [18, 4, 9][index],
      ready: [2, 3, 0][index],
      answered: [301, 54, 107][index],
      abandoned: [4, 0, 5][index],
      sl20: [0.961, 1, 0.874][index],
      asa_seconds: [10, 4, 17][index],
    })),
    agents: staff.map((one, index) => {
      const state = states[index % states.length];
      return {
        id: one.id,
        work_number: one.work_number,
        alias: one.alias,
        team: one.team?.name ?? null,
        state,
        reason: state === 'not_ready' ? rest[index % rest.length] : null,
        since: new Date(now - 60_000 * ((index * 7) % 90) - 31_000).toISOString(),
        active: state === 'working' ? 1 + (index % 5) : 0,
        answered: (index * 13) % 40,
        aht_seconds: 180 + ((index * 17) % 200),
        occupancy: 0.55 + ((index * 7) % 40) / 100,
      };
    }),
    series,
    intents: [
      ['转账未到账', 96, 71],
      ['自助设备吞卡', 62, 65],
      ['信用卡年费', 58, 40],
      ['转账限额', 47, 52],
      ['银行卡挂失', 31, 28],
      ['手机银行登录', 29, 33],
      ['理财净值', 22, 25],
      ['贷款提前还款', 18, 12],
    ].map(([name, count, previous]) => ({ intent: name, name, count, previous })),
    regions: [
      ['青陵市', 188],
      ['云岫市', 96],
      ['临溪市', 71],
      ['远山市', 54],
      ['南浦市', 33],
      ['北原市', 20],
    ].map(([city, count]) => ({ city, count })),
  };
}

/** Every sum of a row, at nothing. */
const NOTHING = Object.fromEntries(
  `abandoned_wait_ms answered_in_10 answered_in_120 answered_in_30 answered_in_60 bot_ms bot_only
  break_ms callbacks callbacks_given_up callbacks_reached coaching_ms contacts customer_wait_ms
  detractors fast_points first_offered first_response_ms first_responses forced_ms friendly_points meal_ms meeting_ms missed_offers
  not_ready_ms other_ms partly_solved promoters raised_hand_ms ratings ready_ms recommend_points recommend_unasked
  rejected_offers rona_ms satisfied solved solved_unasked system_ms talk_ms training_ms transfers wait_ms
  waits_to_callback waits_withdrawn work_ms wrap_ms`
    .split(/\s+/)
    .map((name) => [name, 0]),
);

function intervals(query) {
  const from = Date.parse(query.get('from'));
  const to = Date.parse(query.get('to'));
  const step = Number(query.get('minutes')) * 60_000;
  const by = query.get('by');
  const groups = {
    none: [['all', '']],
    queue: data.queues.map((queue) => [queue.id, queue.name_zh]),
    channel: [
      ['chat', '在线'],
      ['wechat', '微信'],
    ],
    skill: skills.map((skill) => [skill.id, skill.name_zh]),
    agent: staff.slice(0, 20).map((one) => [one.id, one.alias]),
    region: [
      ['青陵市', '青陵市'],
      ['云岫市', '云岫市'],
    ],
  }[by];
  const rows = [];
  for (let at = from; at < to && rows.length < 20_000; at += step)
    for (const [index, [key, name]] of groups.entries()) {
      const offered = Math.max(0, Math.round(18 + 16 * Math.sin((at / step + index) / 6)));
      const abandoned = Math.floor(offered / 15);
      const answered = offered - abandoned;
      const inTime = Math.round(answered * 0.95);
      rows.push({
        ...NOTHING,
        name_en: name,
        at: new Date(at).toISOString(),
        key,
        name,
        offered,
        answered,
        answered_in_20: inTime,
        abandoned,
        short_abandoned: Math.floor(abandoned / 2),
        asa_ms: answered ? 9_000 + index * 800 : null,
        handled: answered,
        handle_ms: answered * 241_000,
        aht_ms: answered ? 241_000 : null,
        sl20: offered ? inTime / offered : null,
        abandon_rate: offered ? abandoned / offered : null,
        occupancy: offered ? 0.74 : null,
      });
    }
  return { at: new Date().toISOString(), by, minutes: step / 60_000, formulae: FORMULAE, rows };
}

const HOUR = 3_600_000;
function makeCases(now) {
  const matters = ['自助设备吞卡取回', '信用卡年费争议', '跨行转账查询', '贷款提前还款预约'];
  const states = ['open', 'handling', 'answered', 'feedback_due', 'closed'];
  const departments = ['D02', 'D03', 'D07', 'D06'];
  return Array.from({ length: 10_000 }, (_, index) => {
    const state = states[index % states.length];
    const opened = now - index * 1_700_000 - 600_000;
    return {
      id: `cas_${index + 1}`,
      number: `WL20261122-${String(9999 - index).padStart(4, '0')}`,
      title: matters[index % matters.length],
      kind: ['service', 'service', 'complaint', 'special'][index % 4],
      state,
      priority: 5,
      customer: {
        id: `cus_${(index % 10) + 1}`,
        name_masked: ['韩*远', '罗*兰', '鲁*'][index % 3],
      },
      owner: { id: 'agt_01', alias: '小暖' },
      department: departments[index % departments.length],
      due_at: new Date(now + ((index * 5) % 40) * HOUR - 4 * HOUR).toISOString(),
      feedback_due_at:
        state === 'answered' || state === 'feedback_due'
          ? new Date(now + (state === 'answered' ? 20 : 1.4) * HOUR).toISOString()
          : null,
      breached: index % 9 === 4,
      opened_at: new Date(opened).toISOString(),
      hops: index % 3,
      interaction: `int_${String(1).padStart(32, '0')}`,
      journey: 'jrn_1',
    };
  });
}
const agentBy = { kind: 'agent', id: 'agt_01', label: '小暖' };
function makeDetail(row, now) {
  const event = (number, name, hours, body, by = agentBy) => ({
    number,
    position: number,
    name,
    at: new Date(now - hours * HOUR).toISOString(),
    by,
    body,
  });
  const over = row.state !== 'open' && row.state !== 'handling';
  return {
    ...row,
    need: '客户在青陵市妇产医院自助银行被吞卡，家人手术急用钱，希望今天取回卡片或有替代办法。',
    tasks: [
      {
        id: 'tsk_1',
        department: 'D06',
        title: '远程退卡并查看设备状态',
        state: 'done',
        assignee: { id: 'agt_20', alias: '景行' },
        accept_by: new Date(now - 5 * HOUR).toISOString(),
        done_by: new Date(now - 3 * HOUR).toISOString(),
        accepted_at: new Date(now - 5.5 * HOUR).toISOString(),
        done_at: new Date(now - 4 * HOUR).toISOString(),
        result: '设备卡槽故障，远程退卡不成功，需现场开柜。',
        tell_customer: null,
      },
      {
        id: 'tsk_2',
        department: 'D02',
        title: '派员开柜取卡',
        state: over ? 'done' : row.state === 'open' ? 'waiting' : 'accepted',
        assignee: row.state === 'open' ? null : { id: 'agt_03', alias: '青禾' },
        accept_by: new Date(now + 0.6 * HOUR).toISOString(),
        done_by: new Date(now + 1.2 * HOUR).toISOString(),
        accepted_at: row.state === 'open' ? null : new Date(now - HOUR).toISOString(),
        done_at: over ? new Date(now - 0.5 * HOUR).toISOString() : null,
        result: over ? '已开柜取卡，卡片完好，放在青陵分行营业部。' : null,
        tell_customer: over ? '您的卡已取出，请今天 17:30 前带身份证到青陵分行营业部领取。' : null,
      },
    ],
    notes: [
      {
        at: new Date(now - 3 * HOUR).toISOString(),
        by: agentBy,
        text: '客户手机保持畅通，下午三点前方便接电话。',
      },
    ],
    timeline: [
      event(1, 'case.opened', 6, { title: row.title, department: 'D06' }),
      event(2, 'case.task.accepted', 5.5, { department: 'D06', text: '' }),
      event(3, 'case.handed_over', 4, { department: 'D02', text: '远程退卡不成功，转现场处理' }),
      event(
        4,
        'case.clock',
        1,
        { text: '距办理时限不足两小时' },
        { kind: 'system', label: 'clock' },
      ),
    ],
    attachments: [],
    recording: row.id === 'cas_2' ? 'rec_5ac0' : null,
    told_customer_at: row.state === 'closed' ? new Date(now - 0.2 * HOUR).toISOString() : null,
    version: 3,
  };
}

const articles = data.articles.map((hit, index) => ({
  ...hit,
  axes: {
    product: ['借记卡', '转账汇款', '手机银行', '信用卡', '借记卡'][index],
    scenario: ['取回', '到账', '限额', '费用', '挂失补办'][index],
    compliance: index % 2 === 0 ? ['身份核验'] : [],
  },
  body_html: `<h3>办理步骤</h3><ol><li>核实身份</li><li>${hit.answer_short}</li></ol><h3>注意</h3><p>节假日顺延。</p><script>alert(1)</script><iframe src="/start"></iframe><a href="javascript:alert(1)">手册</a>`,
  answer_customer: `${hit.answer_short}如需帮助，可随时在这里找到我们。`,
  keywords: ['吞卡'],
  questions: ['卡被机器吞了怎么办', '什么时候能把卡拿回来'],
  reason: '设备吞卡后由网点开柜核对，本人持证领取是为了防止卡片被冒领；三个工作日是清机周期。',
  source: '《自助设备管理办法》第二十一条',
  mistakes: ['不要承诺当天一定取到卡', '不要让客户自行撬动设备'],
  lifecycle: [],
  demand_type: '咨询',
  segment_variants: [{ segment: '老年', text: '可以由家人陪同，带上双方身份证。' }],
  links: ['card.swallowed'],
  english: null,
  owner_department: 'D02',
  history: [
    {
      version: hit.version,
      at: '2026-11-20T02:00:00.000Z',
      by: index === 0 ? '6018' : '6105',
      change: '按新办法更新领取时限',
      checked_by: index === 0 ? null : '6027',
      checked_at: index === 0 ? null : '2026-11-20T06:00:00.000Z',
    },
    {
      version: hit.version - 1,
      at: '2026-10-20T02:00:00.000Z',
      by: '6105',
      change: '首次编写',
      checked_by: '6027',
      checked_at: '2026-10-20T06:00:00.000Z',
    },
  ],
  votes: { useful: 12, not_useful: 1 },
  used: 348,
  state: ['review', 'published', 'published', 'draft', 'published'][index],
}));

const audit = Array.from({ length: 10_000 }, (_, index) => ({
  sequence: 10_000 - index,
  at: new Date(Date.UTC(2026, 10, 22, 6) - index * 61_000).toISOString(),
  actor: ['6018', '6105', '6027'][index % 3],
  roles: [['agent'], ['team_lead'], ['senior_agent', 'complaints_officer']][index % 3],
  action: ['customer.reveal', 'case.work', 'presence.force', 'agent.manage'][index % 4],
  object: `cus_${String(index).padStart(32, '0')}`,
  purpose: ['核对回电号码', '', '客户要求查询办理进度', '班次调整'][index % 4],
  outcome: index % 9 === 4 ? 'refused WL-FORBIDDEN' : index % 5 === 0 ? 'opened' : 'done',
  fields: index % 4 === 0 ? ['mobile'] : [],
  address: '10.1.2.3',
  opens: null,
  hash: 'a3f81c09d2e7b45f'.repeat(4),
}));
const surveys = Array.from({ length: 600 }, (_, index) => ({
  id: `sur_${index}`,
  interaction: `int_${String(index + 1).padStart(32, '0')}`,
  at: new Date(Date.UTC(2026, 10, 22, 6) - index * 900_000).toISOString(),
  // On the telephone one key says how it was; the rest is not asked there.
  solved: index % 6 === 5 ? null : ['yes', 'yes', 'partly', 'no'][index % 4],
  friendly: 5 - (index % 3),
  fast: index % 6 === 5 ? 5 - (index % 3) : 4 + (index % 2),
  recommend: index % 6 === 5 ? null : 10 - (index % 4),
  text: index % 3 === 0 ? '很耐心，先帮我把卡保护好，又告诉我无卡取款的办法，真的救了急。' : null,
  picture: null,
  agent: index % 7 === 6 ? null : { id: 'agt_01', work_number: '6018', alias: '小暖' },
  channel: index % 6 === 5 ? 'voice' : 'chat',
}));

function page(items, query) {
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  return {
    items: items.slice(from, from + limit),
    next: from + limit < items.length ? String(from + limit) : null,
  };
}

const presenceOf = (agent, state) => ({
  agent,
  state,
  reason: null,
  since: new Date().toISOString(),
  next: null,
  connected: true,
  load: [],
  capacity: 5,
});

/** Routes [method, path, handler] as in mock-server.mjs, which gives its own state. */
export function screenRoutes({ rows, counts, problem, state }) {
  const started = Date.now();
  const cases = makeCases(started);
  const details = new Map();
  const detailOf = (id) => {
    const row = cases.find((one) => one.id === id);
    if (!row) return problem(404, 'WL-NOT-FOUND', 'there is nothing here under that name');
    if (!details.has(id)) details.set(id, makeDetail(row, started));
    return details.get(id);
  };
  const change = (id, run) => {
    const detail = detailOf(id);
    run(detail);
    Object.assign(
      cases.find((one) => one.id === id),
      { state: detail.state, department: detail.department },
    );
    return detail;
  };
  const taskOf = (detail, id) => detail.tasks.find((one) => one.id === id);
  const give = (detail, department, title) => {
    detail.department = department;
    detail.tasks.push({
      id: `tsk_${detail.tasks.length + 1}`,
      department,
      title,
      state: 'waiting',
      assignee: null,
      accept_by: new Date(Date.now() + HOUR).toISOString(),
      done_by: new Date(Date.now() + 4 * HOUR).toISOString(),
      accepted_at: null,
      done_at: null,
      result: null,
      tell_customer: null,
    });
  };
  const settle = (detail) => {
    const open = detail.tasks.some((one) => one.state === 'waiting' || one.state === 'accepted');
    detail.state = open ? 'handling' : 'answered';
    if (!open) detail.feedback_due_at = new Date(Date.now() + 24 * HOUR).toISOString();
  };
  const guarded = (run) => (params, body, query) =>
    state.confirmed
      ? run(params, body, query)
      : problem(403, 'WL-FACTOR-REQUIRED', 'this needs your one-time code again');
  const versioned = (list) => [
    ({ id }, body) => {
      const found = list.find((one) => one.id === id);
      if (body.version !== found.version)
        return problem(409, 'WL-STALE', 'somebody changed this meanwhile: reload and try again');
      return Object.assign(found, body, { version: found.version + 1 });
    },
    (_, body) => {
      list.push({ ...body, id: `new_${list.length}`, version: 1 });
      return list.at(-1);
    },
  ];
  const [changeQueue, addQueue] = versioned(queueSettings);
  const [changeSchedule, addSchedule] = versioned(schedules);
  const [changeSkill, addSkill] = versioned(skills);
  let letters = [
    {
      id: 'job_1',
      kind: 'case.tell_customer',
      payload: '{"case":"cas_17"}',
      attempts: 8,
      last_error: 'WL-DOOR-CLOSED: the channel does not answer: try again later',
      created_at: '2026-11-22T03:12:00.000Z',
    },
  ];
  const versions = (body) => ({
    items: [
      { version: 2, at: '2026-11-20T02:00:00.000Z', by: '6105', body },
      { version: 1, at: '2026-10-20T02:00:00.000Z', by: '6105', body },
    ],
  });
  return [
    [
      'POST',
      '/api/confirm',
      () => (
        (state.confirmed = true),
        { confirmed_until: new Date(Date.now() + 300_000).toISOString() }
      ),
    ],
    ['POST', '/mock/forget-factor', () => ((state.confirmed = false), null)],
    ['GET', '/api/board', () => board(Date.now(), counts())],
    [
      'GET',
      '/api/presence',
      () => ({
        items: [
          {
            ...presenceOf('agt_02', 'working'),
            load: rows.slice(6, 9).map((row) => ({
              interaction: row.id,
              channel: row.channel,
              state: 'active',
              since: row.started_at,
            })),
          },
        ],
      }),
    ],
    ['PUT', '/api/agents/:id/presence', ({ id }, body) => presenceOf(id, body.state)],
    ['GET', '/api/reports/intervals', (_, __, query) => intervals(query)],
    [
      'GET',
      '/api/interactions',
      (_, __, query) => {
        if (!query.get('state') && !query.get('channel')) return undefined;
        const wanted = rows.filter(
          (row) =>
            (query.get('view') !== 'team' || row.agent) &&
            (!query.get('state') || row.state === query.get('state')) &&
            (!query.get('channel') || row.channel === query.get('channel')),
        );
        return page(wanted, query);
      },
    ],
    [
      'GET',
      '/api/interactions/:id/routing',
      ({ id }) => {
        const row = rows.find((one) => one.id === id);
        const verdict = (agent, alias, word, more = {}) => ({
          agent,
          alias,
          verdict: word,
          detail: { agent, verdict: word, ...more },
        });
        return {
          waiting_ms: 94_000,
          position: row.state === 'queued' ? 3 : null,
          expected_wait_seconds: row.state === 'queued' ? 48 : null,
          queue: row.queue,
          reasons: [
            verdict('agt_01', '小暖', 'full', { load: 100, in_hand: 5 }),
            verdict('agt_02', '阿岭', 'declined', { until: '2026-11-22T06:10:00.000Z' }),
            verdict('agt_03', '青禾', 'not_ready', { reason: 'meeting' }),
            verdict('agt_10', '安宁', 'level_too_low', { skill: 'skl_03', has: 4, needs: 6 }),
            verdict('agt_11', '知夏', 'missing_skill', { skill: 'skl_03' }),
          ],
          history: [
            {
              number: 7,
              position: 7,
              name: 'interaction.queued',
              at: row.started_at,
              by: { kind: 'system', label: 'switchboard' },
              body: { queue: row.queue.id, priority: 5, reason: 'flow' },
            },
            {
              number: 8,
              position: 8,
              name: 'interaction.offer_ended',
              at: row.started_at,
              by: { kind: 'system', label: 'switchboard' },
              body: { offer: 'off_1', agent: 'agt_02', how: 'rejected' },
            },
          ],
        };
      },
    ],
    [
      'GET',
      '/api/cases',
      (_, __, query) =>
        page(
          cases.filter(
            (one) =>
              (!query.get('state') || one.state === query.get('state')) &&
              (!query.get('q') || `${one.number}${one.title}`.includes(query.get('q'))) &&
              (query.get('view') !== 'department' || one.department === 'D02'),
          ),
          query,
        ),
    ],
    [
      'POST',
      '/api/cases',
      (_, body) => {
        if (body.interaction) return undefined;
        const made = {
          ...cases[0],
          ...body,
          id: `cas_${cases.length + 1}`,
          number: 'WL20261122-9999',
          state: 'open',
          customer: null,
          interaction: null,
          journey: null,
        };
        cases.unshift(made);
        return detailOf(made.id);
      },
    ],
    ['GET', '/api/cases/:id', ({ id }) => detailOf(id)],
    [
      'POST',
      '/api/cases/:id/tasks',
      ({ id }, body) =>
        change(id, (detail) => {
          give(detail, body.department, body.title);
          settle(detail);
        }),
    ],
    [
      'POST',
      '/api/cases/:id/tasks/:task/accept',
      ({ id, task }) =>
        change(id, (detail) => {
          Object.assign(taskOf(detail, task), {
            state: 'accepted',
            assignee: { id: 'agt_01', alias: '小暖' },
            accepted_at: new Date().toISOString(),
          });
          detail.state = 'handling';
        }),
    ],
    [
      'POST',
      '/api/cases/:id/tasks/:task/finish',
      ({ id, task }, body) =>
        change(id, (detail) => {
          Object.assign(taskOf(detail, task), {
            state: 'done',
            done_at: new Date().toISOString(),
            result: body.result,
            tell_customer: body.tell_customer ?? null,
          });
          settle(detail);
        }),
    ],
    [
      'POST',
      '/api/cases/:id/tasks/:task/return',
      ({ id, task }, body) =>
        change(id, (detail) => {
          Object.assign(taskOf(detail, task), { state: 'returned', result: body.why });
          give(detail, 'D02', taskOf(detail, task).title);
        }),
    ],
    [
      'POST',
      '/api/cases/:id/hand-over',
      ({ id }, body) =>
        change(id, (detail) => {
          Object.assign(taskOf(detail, body.task), { state: 'done', result: body.why });
          give(detail, body.department, body.title);
          detail.hops += 1;
        }),
    ],
    [
      'POST',
      '/api/cases/:id/notes',
      ({ id }, body) =>
        change(id, (detail) =>
          detail.notes.push({ at: new Date().toISOString(), by: agentBy, text: body.text }),
        ),
    ],
    [
      'POST',
      '/api/cases/:id/feedback',
      ({ id }) =>
        change(id, (detail) => {
          detail.state = 'closed';
          detail.told_customer_at = new Date().toISOString();
        }),
    ],
    [
      'POST',
      '/api/cases/:id/reopen',
      ({ id }) =>
        change(id, (detail) => {
          give(detail, detail.department, '继续办理');
          settle(detail);
        }),
    ],
    [
      'GET',
      '/api/knowledge/search',
      (_, __, query) => ({
        items: articles.filter(
          (one) =>
            `${one.title}${one.answer_short}`.includes(query.get('q') ?? '') &&
            ['product', 'scenario'].every(
              (axis) => !query.get(axis) || one.axes[axis] === query.get(axis),
            ) &&
            (!query.get('compliance') || one.axes.compliance.includes(query.get('compliance'))),
        ),
        took_ms: 3,
      }),
    ],
    [
      'GET',
      '/api/knowledge/menu',
      () => {
        const brief = (index) => ({ id: articles[index].id, title: articles[index].title });
        return {
          nodes: [
            {
              id: 'card',
              name: '银行卡',
              children: [
                { id: 'machine', name: '自助设备', articles: [brief(0)] },
                { id: 'lost', name: '挂失补卡', articles: [brief(4)] },
              ],
              articles: [],
            },
            {
              id: 'transfer',
              name: '转账汇款',
              children: [{ id: 'limit', name: '到账与限额', articles: [brief(1), brief(2)] }],
              articles: [],
            },
            { id: 'credit', name: '信用卡', children: [], articles: [brief(3)] },
          ],
        };
      },
    ],
    [
      'GET',
      '/api/knowledge/articles',
      (_, __, query) =>
        page(
          articles
            .filter((one) => !query.get('state') || one.state === query.get('state'))
            .map((one) => ({
              ...one,
              served: one.state === 'published',
              changed_at: one.history[0].at,
            })),
          query,
        ),
    ],
    [
      'POST',
      '/api/knowledge/articles',
      (_, body) => {
        const made = {
          ...articles[0],
          ...body,
          id: `art_${articles.length + 1}`,
          version: 1,
          state: 'draft',
          history: [{ ...articles[0].history[0], version: 1, by: '6018', change: body.change }],
        };
        articles.push(made);
        return made;
      },
    ],
    ['GET', '/api/knowledge/articles/:id', ({ id }) => articles.find((one) => one.id === id)],
    [
      'PUT',
      '/api/knowledge/articles/:id',
      ({ id }, body) => {
        const found = articles.find((one) => one.id === id);
        const version = found.version + 1;
        const entry = { ...found.history[0], version, by: '6018', change: body.change };
        return Object.assign(found, body, {
          version,
          state: 'draft',
          history: [entry, ...found.history],
        });
      },
    ],
    ...['submit', 'approve', 'retire'].map((step) => [
      'POST',
      `/api/knowledge/articles/:id/${step}`,
      ({ id }) =>
        Object.assign(
          articles.find((one) => one.id === id),
          { state: { submit: 'review', approve: 'published', retire: 'retired' }[step] },
        ),
    ]),
    [
      'GET',
      '/api/agents',
      (_, __, query) =>
        page(
          staff.filter(
            (one) =>
              `${one.alias}${one.work_number}`.includes(query.get('q') ?? '') &&
              (!query.get('team') || one.team?.id === query.get('team')) &&
              (!query.get('role') || one.roles.includes(query.get('role'))) &&
              (!query.get('department') || one.department === query.get('department')),
          ),
          query,
        ),
    ],
    [
      'POST',
      '/api/agents',
      guarded((_, body) => {
        const made = {
          ...staff[0],
          ...body,
          id: `agt_${staff.length}`,
          team: teams.find((team) => team.id === body.team) ?? null,
          skills: [],
          version: 1,
        };
        staff.unshift(made);
        return {
          agent: made,
          password_once: 'plum-river-4471-lantern',
          totp_uri_once: 'otpauth://totp/Warmline:7001?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        };
      }),
    ],
    [
      'PATCH',
      '/api/agents/:id',
      guarded(({ id }, body) => {
        const found = staff.find((one) => one.id === id);
        return Object.assign(found, body, {
          team: teams.find((team) => team.id === body.team) ?? null,
          version: found.version + 1,
        });
      }),
    ],
    ['PUT', '/api/agents/:id/skills', ({ id }) => staff.find((one) => one.id === id)],
    ['GET', '/api/teams', () => ({ items: teams })],
    [
      'POST',
      '/api/teams',
      (_, body) => {
        const made = { ...body, id: `tem_${teams.length}` };
        teams.push(made);
        return made;
      },
    ],
    [
      'PATCH',
      '/api/teams/:id',
      ({ id }, body) =>
        Object.assign(
          teams.find((one) => one.id === id),
          body,
        ),
    ],
    [
      'POST',
      '/api/departments',
      (_, body) => {
        const made = {
          id: `D${String(data.departments.length + 5).padStart(2, '0')}`,
          code: `d${data.departments.length}`,
          archived: false,
          version: 1,
          ...body,
        };
        data.departments.push(made);
        return made;
      },
    ],
    [
      'PUT',
      '/api/departments/:id',
      ({ id }, body) => {
        const found = data.departments.find((one) => one.id === id);
        if (body.archived && staff.some((one) => one.department === id))
          return problem(
            409,
            'WL-DEPARTMENT-STAFFED',
            '48 colleagues or teams belong to it: give them another department first',
          );
        return Object.assign(found, body, { version: found.version + 1 });
      },
    ],
    ['GET', '/api/queues', () => ({ items: queueSettings })],
    ['POST', '/api/queues', addQueue],
    ['PUT', '/api/queues/:id', changeQueue],
    [
      'GET',
      '/api/queues/:id/versions',
      ({ id }) => versions(queueSettings.find((q) => q.id === id)),
    ],
    ['GET', '/api/skills', () => ({ items: skills })],
    ['POST', '/api/skills', addSkill],
    ['PUT', '/api/skills/:id', changeSkill],
    ['GET', '/api/schedules', () => ({ items: schedules })],
    ['GET', '/api/schedules/:id/versions', () => versions(schedules[0])],
    ['POST', '/api/schedules', addSchedule],
    ['PUT', '/api/schedules/:id', changeSchedule],
    [
      'GET',
      '/api/flows',
      () => ({
        items: [
          {
            id: 'webchat-entry',
            name: 'webchat-entry',
            channel: 'chat',
            version: flowVersion,
            published_at: '2026-11-20T02:00:00.000Z',
            published_by: '6105',
          },
        ],
      }),
    ],
    [
      'GET',
      '/api/flows/:id',
      ({ id }) => ({
        id,
        name: id,
        channel: 'chat',
        version: flowVersion,
        published_at: '2026-11-20T02:00:00.000Z',
        published_by: '6105',
        source: flowSource,
      }),
    ],
    ['GET', '/api/flows/:id/versions', () => versions({ source: flowSource })],
    [
      'POST',
      '/api/flows/:id/check',
      (_, body) => {
        const line = body.source.split('\n').findIndex((text) => text.includes('nowhere')) + 1;
        const problems =
          line > 0
            ? [{ line, column: 9, code: 'WL-FLOW-STEP', message: 'there is no step `nowhere`' }]
            : [];
        return { ok: problems.length === 0, problems };
      },
    ],
    [
      'PUT',
      '/api/flows/:id',
      ({ id }, body) => {
        flowSource = body.source;
        flowVersion += 1;
        return {
          id,
          name: id,
          channel: 'chat',
          version: flowVersion,
          published_at: '2026-11-22T02:00:00.000Z',
          published_by: '6018',
        };
      },
    ],
    [
      'POST',
      '/api/flows/:id/simulate',
      (_, body) => ({
        steps: [
          {
            at_seconds: 0,
            input: { input: 'arrived' },
            effects: [
              {
                effect: 'say',
                step: 'greet',
                texts: { 'zh-CN': '您好，我是远岭银行智能助手。', en: 'Hello.' },
              },
            ],
            step: 'greet',
            stage: 'asking',
          },
          ...body.inputs.map((input, index) => ({
            at_seconds: index + 1,
            input,
            effects: [{ effect: 'enqueue', queue: 'chat_general', reason: 'not_answered' }],
            step: 'to_person',
            stage: 'queued',
          })),
        ],
      }),
    ],
    [
      'POST',
      '/api/canned-replies',
      (_, body) => {
        const made = { ...body, id: `can_${data.canned.length}`, version: 1 };
        data.canned.push(made);
        return made;
      },
    ],
    ['PUT', '/api/canned-replies/:id', ({ id }, body) => ({ ...body, id, version: 2 })],
    [
      'DELETE',
      '/api/canned-replies/:id',
      ({ id }) => (
        data.canned.splice(
          data.canned.findIndex((one) => one.id === id),
          1,
        ),
        null
      ),
    ],
    ['GET', '/api/dead-letters', () => ({ items: letters })],
    [
      'POST',
      '/api/dead-letters/:id/replay',
      ({ id }) => ((letters = letters.filter((one) => one.id !== id)), null),
    ],
    [
      'GET',
      '/api/settings',
      () => ({
        version: '0.1.0',
        database: 'sqlite',
        listen: '127.0.0.1:8080',
        bank_name: '远岭银行',
        embed_origins: ['https://www.yuanling.example'],
        oidc: true,
        pages: true,
        log_position: 48_213,
      }),
    ],
    ['GET', '/readyz', () => ({})],
    [
      'GET',
      '/api/audit',
      (_, __, query) =>
        page(
          audit.filter((one) =>
            ['actor', 'action', 'object'].every(
              (field) => !query.get(field) || one[field] === query.get(field),
            ),
          ),
          query,
        ),
    ],
    [
      'POST',
      '/api/audit/verify',
      () => ({ ok: true, checked: audit.length, first_broken: null, reason: null }),
    ],
    [
      'GET',
      '/api/surveys',
      (_, __, query) =>
        page(
          surveys.filter(
            (one) =>
              (!query.get('solved') || one.solved === query.get('solved')) &&
              (!query.get('agent') || one.agent?.id === query.get('agent')),
          ),
          query,
        ),
    ],
  ];
}

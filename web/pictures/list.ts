// Every picture there is, by room, with its caption. One that is not taken, or not listed, is a fault.
export interface Entry {
  zh: string;
  en: string;
  /** Phone pictures stand side by side. */
  phone?: true;
}
const phone = (zh: string, en: string): Entry => ({ zh, en, phone: true });
const desk = (zh: string, en: string): Entry => ({ zh, en });

export const ROOMS = {
  '客户 · Customers': {
    'h5-start': phone('手机页：欢迎与菜单', 'Phone page: greeting and menu'),
    'h5-answer': phone('智能助手引用知识作答', 'The assistant answers from an article'),
    'h5-queue': phone('排队：位置与预计等待', 'Waiting: place and time'),
    'h5-chat': phone('人工服务', 'With a person'),
    'h5-callback': phone('预约回电', 'Wishing a call back'),
    'h5-survey': phone('服务评价', 'How it was'),
    'h5-senior': phone('长辈版大字', 'Large text'),
    'h5-en': phone('英文手机页', 'In English'),
    widget: desk('银行网页上的对话窗', "The widget on a bank's page"),
  },
  '工作台 · The desk': {
    'sign-in': desk('登录', 'Signing in'),
    'sign-in-problem': desk('统一身份登录未通过的说明', "Why the bank's own sign-in refused"),
    start: desk('首页', 'First page'),
    offer: desk('新会话振铃', 'Work is offered'),
    desk: desk('会话与客户 360', 'A conversation and its customer'),
    'desk-en': desk('英文界面', 'The same in English'),
    'desk-knowledge': desk('会话旁的知识库', 'Knowledge beside the conversation'),
    'desk-article': desk('阅读知识全文', 'Reading an article'),
    'desk-case-dialog': desk('从会话建工单', 'Opening a case'),
    'desk-cases': desk('会话旁的工单', 'Cases beside the conversation'),
    'desk-transfer': desk('转接', 'Transferring'),
    'desk-wrap-up': desk('话后小结', 'Wrapping up'),
    presence: desk('示忙原因', 'Presence and its reasons'),
    palette: desk('命令面板', 'Command palette'),
    shortcuts: desk('快捷键', 'Shortcuts'),
    preferences: desk('声音与显示', 'Sound and display'),
    sessions: desk('登录设备', 'Signed-in devices'),
    lock: desk('离席锁屏', 'Idle lock'),
  },
  '电话 · The telephone': {
    phone: desk('电话就绪与接听方式', 'The phone, and where to answer'),
    'phone-devices': desk('设备与麦克风测试', 'Devices and their test'),
    'call-ring': desk('来电', 'A call rings'),
    call: desk('通话中', 'In a call'),
    'call-keypad': desk('通话中的键盘', 'The keypad in a call'),
    'call-transfer': desk('盲转与咨询转接', 'Blind and consulted transfer'),
    'call-consult': desk('咨询中', 'In a consultation'),
    supervise: desk('监听、耳语、强插、接管', 'Listen, whisper, barge in, take over'),
    recording: desk('录音回放', 'A recording played back'),
  },
  '现场与工单 · The floor and the cases': {
    board: desk('现场看板', 'Board'),
    'board-agents': desk('坐席监控，有人在通话', 'The agents, some of them in a call'),
    'board-en': desk('英文看板', 'The board in English'),
    interactions: desk('会话监控', 'Interactions'),
    routing: desk('为什么排在这里', 'Why it waits where it waits'),
    journey: desk('同一事项的旅程', 'One matter across contacts'),
    cases: desk('工单列表', 'Cases'),
    case: desk('工单办理', 'A case'),
    reports: desk('时段报表', 'Interval reports'),
    surveys: desk('客户评价', 'Surveys'),
  },
  '知识与审计 · Knowledge and audit': {
    library: desk('知识库', 'Library'),
    article: desk('知识点', 'An article'),
    editors: desk('编辑台', "The editors' list"),
    editor: desk('编写知识', 'Writing an article'),
    audit: desk('审计日志', 'Audit log'),
  },
  '系统管理 · Administration': {
    people: desk('人员', 'People'),
    'people-dialog': desk('新增人员', 'Adding a colleague'),
    factor: desk('再次确认身份', 'Asking for the code again'),
    teams: desk('班组', 'Teams'),
    queues: desk('队列', 'Queues'),
    'queue-dialog': desk('队列规则', "A queue's rules"),
    skills: desk('技能', 'Skills'),
    schedules: desk('服务时间', 'Opening hours'),
    flows: desk('流程', 'Flows'),
    flow: desk('流程编辑与试运行', 'Editing and trying a flow'),
    canned: desk('常用语', 'Canned replies'),
    letters: desk('未送达', 'Undelivered work'),
    health: desk('运行状况', 'Health'),
  },
} satisfies Record<string, Record<string, Entry>>;

type Rooms = typeof ROOMS;
export type Name = { [Room in keyof Rooms]: keyof Rooms[Room] }[keyof Rooms] & string;
export const THEMES = ['light', 'dark'] as const;
export const fileOf = (name: string, theme: (typeof THEMES)[number]) => `${name}-${theme}.webp`;

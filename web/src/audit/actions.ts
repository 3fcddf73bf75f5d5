// What the audit log says was done, in words. The document lists every word the server can write; one without a text
// here does not compile. They stand here and not among the texts so that they load with the audit screen alone.
import type { Schema } from '@/api/types';

export type AuditWord = Schema<'AuditWord'>;

export const ACTIONS: Record<AuditWord, { name_zh: string; name_en: string }> = {
  'interaction.read': { name_zh: '查看会话', name_en: 'View conversation' },
  'interaction.reply': { name_zh: '回复客户', name_en: 'Reply to customer' },
  'interaction.note': { name_zh: '写内部备注', name_en: 'Write internal note' },
  'interaction.accept': { name_zh: '接入或拒接会话', name_en: 'Accept or decline offer' },
  'interaction.transfer': { name_zh: '转接会话', name_en: 'Transfer conversation' },
  'interaction.end': { name_zh: '结束会话、提交小结', name_en: 'End conversation, wrap up' },
  'interaction.identify': { name_zh: '核实客户身份', name_en: 'Verify customer identity' },
  'interaction.take': { name_zh: '接管会话', name_en: 'Take over conversation' },
  'interaction.explain': { name_zh: '查看派单说明', name_en: 'View routing explanation' },
  'call.control': { name_zh: '通话操作', name_en: 'Call handling' },
  'call.out': { name_zh: '外呼客户', name_en: 'Call customer' },
  'call.supervise': { name_zh: '通话监控', name_en: 'Call supervision' },
  'recording.listen': { name_zh: '调听录音', name_en: 'Listen to recording' },
  'journey.read': { name_zh: '查看同一事项的联系', name_en: 'View journey' },
  'canned.read': { name_zh: '使用快捷语', name_en: 'Use canned replies' },
  'canned.manage': { name_zh: '维护快捷语', name_en: 'Maintain canned replies' },
  'customer.find': { name_zh: '查找客户', name_en: 'Find customer' },
  'customer.read': { name_zh: '查看客户资料', name_en: 'View customer profile' },
  'customer.reveal': { name_zh: '查看客户敏感信息', name_en: 'Reveal sensitive data' },
  'customer.consent': { name_zh: '登记客户授权', name_en: 'Record customer consent' },
  'customer.import': { name_zh: '导入客户', name_en: 'Import customers' },
  'agent.read': { name_zh: '查看人员', name_en: 'View staff' },
  'agent.manage': { name_zh: '维护人员', name_en: 'Maintain staff' },
  'department.manage': { name_zh: '维护部门', name_en: 'Maintain departments' },
  'presence.set': { name_zh: '切换本人状态', name_en: 'Change own status' },
  'presence.force': { name_zh: '强制切换他人状态', name_en: "Force a colleague's status" },
  'routing.read': { name_zh: '查看队列与服务时间', name_en: 'View queues and hours' },
  'routing.manage': { name_zh: '维护队列与服务时间', name_en: 'Maintain queues and hours' },
  'flow.read': { name_zh: '查看接待流程', name_en: 'View flows' },
  'flow.manage': { name_zh: '发布接待流程', name_en: 'Publish flows' },
  'knowledge.read': { name_zh: '查阅知识', name_en: 'Read knowledge' },
  'knowledge.edit': { name_zh: '编写知识', name_en: 'Edit knowledge' },
  'knowledge.approve': { name_zh: '审核发布知识', name_en: 'Approve and publish knowledge' },
  'case.open': { name_zh: '新建工单', name_en: 'Open case' },
  'case.read': { name_zh: '查看工单', name_en: 'View case' },
  'case.work': { name_zh: '办理工单', name_en: 'Work on case' },
  'case.feedback': { name_zh: '答复客户、办结工单', name_en: 'Answer customer, close case' },
  'survey.read': { name_zh: '查看客户评价', name_en: 'View surveys' },
  'board.read': { name_zh: '查看现场看板', name_en: 'View live board' },
  'report.read': { name_zh: '查看报表', name_en: 'View reports' },
  'audit.read': { name_zh: '查看审计日志', name_en: 'View audit log' },
  'audit.verify': { name_zh: '校验审计日志', name_en: 'Verify audit log' },
  'dead_letter.replay': { name_zh: '查看、重办失败任务', name_en: 'View and replay dead letters' },
  'settings.read': { name_zh: '查看系统状态', name_en: 'View system health' },
  'keys.rotate': { name_zh: '更换密钥', name_en: 'Change keys' },
  'session.manage': { name_zh: '管理本人登录', name_en: 'Manage own sessions' },
  'session.sign_in': { name_zh: '登录', name_en: 'Sign in' },
  'session.factor': { name_zh: '二次验证', name_en: 'Second factor' },
  'session.revoke': { name_zh: '强制下线', name_en: 'Session revoked' },
};

/** The record's word in both languages; a word of a release that is no longer here stands as it was stored. */
export const wordsFor = (action: string): { name_zh: string; name_en: string } =>
  (ACTIONS as Partial<typeof ACTIONS>)[action as AuditWord] ?? { name_zh: action, name_en: action };

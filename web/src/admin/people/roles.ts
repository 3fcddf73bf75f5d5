import type { Role } from '@/api/types';

/** Every role a member of staff may hold, in the order screens show them. */
export const STAFF_ROLES: readonly Exclude<Role, 'customer'>[] = [
  'agent',
  'senior_agent',
  'team_lead',
  'supervisor',
  'qa',
  'kb_editor',
  'trainer',
  'wfm',
  'dept_handler',
  'branch_manager',
  'approver',
  'fraud_analyst',
  'complaints_officer',
  'compliance',
  'auditor',
  'admin',
  'wellbeing',
];

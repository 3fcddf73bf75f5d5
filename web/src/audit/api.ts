// The audit log: records in a chain, and the check of that chain.
import { http } from '@/api/client';
import type { Moment, Page } from '@/api/types';

export interface AuditRecord {
  sequence: number;
  at: Moment;
  actor: string;
  roles: string[];
  action: string;
  object: string;
  purpose: string;
  /** `opened`, `done`, or `refused` with the fault's code. */
  outcome: string;
  fields: string[];
  address: string;
  hash: string;
}

export interface Verification {
  ok: boolean;
  checked: number;
  /** The number of the first record that does not fit the chain. */
  first_broken: number | null;
  /** What is wrong with it. */
  reason: string | null;
}

export const auditApi = {
  list: (query: {
    actor?: string;
    action?: string;
    object?: string;
    from?: Moment;
    cursor: string | null;
    limit: number;
  }) => http.get<Page<AuditRecord>>('/api/audit', query),
  verify: () => http.post<Verification>('/api/audit/verify'),
};

// The audit log: records in a chain, and the check of that chain.
import { answer, http } from '@/api/request';
import type { Query, Schema } from '@/api/types';

export type AuditRecord = Schema<'AuditView'>;
export type Verification = Schema<'VerifyView'>;

export const auditApi = {
  list: (query: Query<'/api/audit'>) => answer(http.GET('/api/audit', { params: { query } })),
  verify: () => answer(http.POST('/api/audit/verify')),
};

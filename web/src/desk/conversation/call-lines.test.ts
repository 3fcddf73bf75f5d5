import { expect, it } from 'vitest';
import type { LogEvent } from '@/api/types';
import { CallTeller } from './call-lines';

const entry = (name: string, body: object) => ({ name, body }) as LogEvent;
function told(...entries: [string, object][]) {
  const teller = new CallTeller('agt_me', '我', '同事');
  return entries
    .map(([name, body]) => teller.tell(entry(name, body)))
    .filter((one) => one !== null);
}

it('tells a call from the ring to the end, by name', () => {
  const accepted = { agent: 'agt_2', alias: '阿岭', work_number: '6027', waited_ms: 0 };
  const lines = told(
    ['call.started', { direction: 'inbound', from_masked: '139****0001', to: '90588' }],
    ['call.answered', {}],
    ['call.leg_added', { leg: 0, role: 'customer' }],
    ['interaction.accepted', accepted],
    ['call.leg_added', { leg: 1, role: 'agent', agent: 'agt_2' }],
    ['call.held', { leg: 0, by: { agent: 'agt_2' }, kind: 'hold' }],
    ['call.resumed', { leg: 0, by: { agent: 'agt_2' } }],
    ['call.muted', { leg: 1, on: true }],
    ['call.supervised', { mode: 'whisper', agent: 'agt_2', supervisor: 'agt_me' }],
    ['call.leg_left', { leg: 2, role: 'supervisor', agent: 'agt_me', cause: 'normal' }],
    ['call.ended', { cause: 'normal', by: 'customer' }],
  );
  expect(lines.map((one) => [one.name, one.values['who'] ?? ''])).toEqual([
    ['call_in', ''],
    ['call_hold', '阿岭'],
    ['call_resumed', '阿岭'],
    ['call_muted', '阿岭'],
    ['call_whisper', '我'],
    ['call_supervisor_left', '我'],
    ['call_ended_customer', ''],
  ]);
});

it('tells a consultation apart from the agent who serves', () => {
  const lines = told(
    ['call.leg_added', { leg: 1, role: 'agent', agent: 'agt_me' }],
    ['call.transfer_started', { kind: 'consult', by: 'agt_me', to: { agent: 'agt_9' } }],
    ['call.leg_added', { leg: 2, role: 'agent', agent: 'agt_9' }],
    ['call.transfer_done', { kind: 'consult', ok: true }],
    ['call.leg_added', { leg: 3, role: 'agent', agent: 'agt_9' }],
  );
  expect(lines.map((one) => one.name)).toEqual([
    'call_consult',
    'call_consult_joined',
    'call_consult_done',
  ]);
});

it('never says what was keyed, and keeps quiet about what it does not know', () => {
  const lines = told(
    ['secret.asked', { kind: 'otp', digits: '123456' }],
    ['secret.done', { kind: 'otp', ok: false }],
    ['call.quality', { loss: 0.2 }],
    ['call.leg_left', { leg: 4, role: 'agent', cause: 'withdrawn' }],
  );
  expect(lines.map((one) => one.name)).toEqual(['secret_asked_otp', 'secret_wrong']);
  expect(JSON.stringify(lines)).not.toContain('123456');
});

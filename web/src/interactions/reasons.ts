// The engine's verdicts in groups a supervisor acts on, and why something still waits.
import type { Verdict, VerdictWord } from './api';

export type Nearness = 'has' | 'fits' | 'not_now' | 'unfit';

const NEARNESS: Record<VerdictWord, Nearness> = {
  serving: 'has',
  ringing: 'has',
  eligible: 'fits',
  answers_another_offer: 'fits',
  full: 'fits',
  reserved_for_another: 'fits',
  declined: 'fits',
  on_the_phone: 'fits',
  no_phone: 'not_now',
  leaving: 'not_now',
  draining: 'not_now',
  not_ready: 'not_now',
  level_too_low: 'unfit',
  missing_skill: 'unfit',
  channel_not_taken: 'unfit',
  excluded: 'unfit',
};

const ORDER: readonly Nearness[] = ['has', 'fits', 'not_now', 'unfit'];

/** The verdicts by nearness, nearest first; empty groups are left out. */
export function grouped(reasons: readonly Verdict[]): { near: Nearness; verdicts: Verdict[] }[] {
  return ORDER.map((near) => ({
    near,
    verdicts: reasons.filter((one) => (NEARNESS[one.verdict] ?? 'unfit') === near),
  })).filter((group) => group.verdicts.length > 0);
}

export type Summary =
  'someone_has_it' | 'someone_free' | 'all_busy' | 'all_resting' | 'nobody_fits' | 'nobody_here';

/** The one sentence that explains it, by the nearest verdict there is. */
export function summaryOf(reasons: readonly Verdict[]): Summary {
  if (reasons.length === 0) return 'nobody_here';
  const near = grouped(reasons)[0]?.near;
  if (near === 'has') return 'someone_has_it';
  if (reasons.some((one) => one.verdict === 'eligible')) return 'someone_free';
  if (near === 'fits') return 'all_busy';
  return near === 'not_now' ? 'all_resting' : 'nobody_fits';
}

// What the telephone is asked over HTTP; ringing and answering go over the phone's own line.
import { answer, at, http } from '@/api/request';
import type { CallStep } from '@/api/types';

export const phoneApi = {
  call: (interaction: string) =>
    answer(http.GET('/api/interactions/{id}/call', { params: at(interaction) })),
  step: (interaction: string, body: CallStep) =>
    answer(http.POST('/api/interactions/{id}/call', { params: at(interaction), body })),
  /** Calls the customer of a contact in hand or of a case; nobody here sees the number. */
  callOut: (about: { interaction: string } | { case: string }) =>
    answer(http.POST('/api/calls', { body: about })),
  recordings: async (interaction: string) =>
    (await answer(http.GET('/api/interactions/{id}/recordings', { params: at(interaction) })))
      .items,
  ladder: async (interaction: string) =>
    (await answer(http.GET('/api/interactions/{id}/ladder', { params: at(interaction) }))).legs,
  /** The sound itself: kept in this page's memory, never at an address of its own. */
  sound: async (recording: string) => {
    const headers = { accept: 'audio/wav' };
    return (await answer<unknown>(
      http.GET('/api/recordings/{id}', { params: at(recording), headers, parseAs: 'blob' }),
    )) as Blob;
  },
};

// Some changes want the one-time code again. Whoever makes one waits here until the code was given,
// then the change is made once more.
import { shallowRef } from 'vue';
import { http } from '@/api/client';
import { Refusal } from '@/api/problem';

interface Question {
  answered: (given: boolean) => void;
}

/** The question on the screen, if any; `FactorDialog` shows it. */
export const factorQuestion = shallowRef<Question | null>(null);

export const confirmFactor = (code: string) => http.post<unknown>('/api/confirm', { code });

/** Runs a change; when the server wants the code first, asks for it and runs the change again. */
export async function withFactor<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'WL-FACTOR-REQUIRED') throw error;
    const given = await new Promise<boolean>((answered) => (factorQuestion.value = { answered }));
    factorQuestion.value = null;
    if (!given) throw error;
    return run();
  }
}

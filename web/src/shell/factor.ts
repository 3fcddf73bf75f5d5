// Some changes want the one-time code again. The question is asked once for everybody who waits for
// it, over whatever screen or dialog made the change.
import { shallowRef } from 'vue';

interface Question {
  answered: (given: boolean) => void;
}

/** The question on the screen, if any; `FactorDialog` shows it. */
export const factorQuestion = shallowRef<Question | null>(null);
let asking: Promise<boolean> | null = null;

/** Asks for the code; resolves to whether the server has taken one. */
export function askFactor(): Promise<boolean> {
  asking ??= new Promise<boolean>((answered) => (factorQuestion.value = { answered })).finally(
    () => (asking = factorQuestion.value = null),
  );
  return asking;
}

// How a FormField tells the control inside it which id, description and validity it has.
import { computed, inject, useId, type ComputedRef, type InjectionKey } from 'vue';

export interface Field {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

export const FIELD: InjectionKey<ComputedRef<Field>> = Symbol('field');

/** The surrounding field, or one of its own for a control that stands alone. */
export function useField(): ComputedRef<Field> {
  const own = useId();
  return inject(
    FIELD,
    computed(() => ({ id: own, describedBy: undefined, invalid: false, required: false })),
    false,
  );
}

/** Classes every text-like control shares. */
export const CONTROL =
  'w-full rounded-md border bg-surface px-2.5 text-text transition-colors ' +
  'hover:border-text-3 focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-text-3';

export function borderOf(invalid: boolean): string {
  return invalid ? 'border-bad' : 'border-line-strong';
}

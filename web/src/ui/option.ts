/** One choice of a Select, Combobox, Radio group or Menu. */
export interface Option<Value extends string = string> {
  value: Value;
  label: string;
  detail?: string;
  disabled?: boolean;
}

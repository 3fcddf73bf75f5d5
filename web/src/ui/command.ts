/** Something that can be done from the command palette. */
export interface Command {
  id: string;
  group: string;
  label: string;
  /** More words it is found by. */
  words?: string;
  shortcut?: string;
  run: () => void;
}

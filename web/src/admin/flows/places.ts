// Places in a text, counted from 1 as people and the server count them.

/** The offset of a line and column; a place past the end is the end of its line. */
export function offsetOf(source: string, line: number, column: number): number {
  const lines = source.split('\n');
  const wanted = Math.min(Math.max(line, 1), lines.length) - 1;
  const before = lines.slice(0, wanted).reduce((sum, one) => sum + one.length + 1, 0);
  // A column counts characters, an offset counts UTF-16 units.
  const within = [...(lines[wanted] ?? '')].slice(0, Math.max(column, 1) - 1).join('').length;
  return before + within;
}

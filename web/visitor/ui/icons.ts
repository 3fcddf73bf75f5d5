/** Line icons on a 24-unit grid, drawn for these pages. */
export const ICONS = {
  assistant:
    'M12 3v3 M6 8h12a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z M9 13v1.5 M15 13v1.5 M2 12.5v2 M22 12.5v2',
  person:
    'M4 13v-1a8 8 0 0 1 16 0v1 M4 13h3v6H5.5A1.5 1.5 0 0 1 4 17.5z M20 13h-3v6h1.5a1.5 1.5 0 0 0 1.5-1.5z M18 19c0 1.5-2 2.5-5 2.5',
  more: 'M5 12h.01 M12 12h.01 M19 12h.01',
  close: 'M6 6l12 12 M18 6L6 18',
  fold: 'M6 9l6 6 6-6',
  attach:
    'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8',
  send: 'M4 12l16-8-6 16-3-6.5z M11 13.5L20 4',
  shield: 'M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6z M9 12l2 2 4-4',
  file: 'M7 3h7l4 4v14H7z M14 3v4h4',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 7.5V12l3 2',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 4l9 16H3z M12 10v4 M12 17h.01',
  right: 'M9 6l6 6-6 6',
  down: 'M12 5v14 M6 13l6 6 6-6',
  phone:
    'M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z',
  note: 'M4 5h16v11H10l-5 4v-4H4z M8.5 9h7 M8.5 12.5h4',
  download: 'M12 4v11 M7 11l5 5 5-5 M5 20h14',
  text: 'M3 18l5-12 5 12 M5 14h6 M15 18l3-7 3 7 M16 15.5h4',
  language:
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M3 12h18 M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9s.5-6 3.5-9z',
  end: 'M5 12h10 M11 8l4 4-4 4 M14 4h5v16h-5',
  case: 'M4 8h16v12H4z M9 8V5h6v3 M4 13h16',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof ICONS;

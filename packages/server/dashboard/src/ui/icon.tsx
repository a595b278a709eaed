const paths = {
  home: 'M4 11.2 12 4l8 7.2V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z',
  list: 'M4 6h16M4 12h16M4 18h10',
  send: 'M5 12h13m-5-6 6 6-6 6',
  invoice: 'M7 3.5h10a1 1 0 0 1 1 1V21l-3-1.8-3 1.8-3-1.8L6 21V4.5a1 1 0 0 1 1-1zM9.5 8.5h5m-5 4h5',
  bank: 'M4 20h16M5.5 17V10.5m4.3 6.5V10.5m4.4 6.5V10.5m4.3 6.5V10.5M3.5 9.5 12 4l8.5 5.5z',
  settings:
    'M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM12 3.5v2.2m0 12.6v2.2M3.5 12h2.2m12.6 0h2.2M6 6l1.6 1.6m8.8 8.8L18 18M18 6l-1.6 1.6M7.6 16.4 6 18',
  eye: 'M2.8 12S6 5.8 12 5.8 21.2 12 21.2 12 18 18.2 12 18.2 2.8 12 2.8 12zm9.2 2.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z',
  'eye-off':
    'M4 4l16 16M9.9 6.1A8.6 8.6 0 0 1 12 5.8c6 0 9.2 6.2 9.2 6.2a15 15 0 0 1-2.7 3.4M6.4 7.7A14.6 14.6 0 0 0 2.8 12S6 18.2 12 18.2a8.8 8.8 0 0 0 4.5-1.3M10 10.1a2.8 2.8 0 0 0 3.9 3.9',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15',
  plus: 'M12 5v14M5 12h14',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6 6 18',
  alert: 'M12 8.5v4.5m0 3.2v.1M10.3 4.3 2.9 17.2A2 2 0 0 0 4.6 20.2h14.8a2 2 0 0 0 1.7-3L13.7 4.3a2 2 0 0 0-3.4 0z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm5-2 4.5 4.5',
  key: 'M14.5 13a4.5 4.5 0 1 0-4.3-3.2L3.5 16.5V20.5H7.5V18H10v-2.5h2.3zM16 8v.1',
  print: 'M7 8.5V4h10v4.5M7 17H4.5v-8h15v8H17M7 14h10v6H7z',
  download: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14',
  chevron: 'm9 6 6 6-6 6',
  back: 'M19 12H6m5-6-6 6 6 6',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  menu: 'M5 12h.1M12 12h.1M19 12h.1',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  out: 'M14 4.5H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h8M10.5 12H20m-3.5-3.5L20 12l-3.5 3.5',
  phone: 'M8 3.5h8a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM11 17.5h2',
} as const

export type IconName = keyof typeof paths

/** A drawing beside words; never a meaning of its own. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
)

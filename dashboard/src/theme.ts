import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** A deep green of racing dials; shade 7 on white and shade 3 on dark both pass WCAG AA for text. */
const racing: MantineColorsTuple = [
  '#eaf6f3',
  '#d5e9e4',
  '#aad3c9',
  '#7bbcac',
  '#55a894',
  '#3d9c85',
  '#2f7f6c',
  '#22695a',
  '#17574a',
  '#06473b',
];

export const theme = createTheme({
  primaryColor: 'racing',
  primaryShade: { light: 7, dark: 7 },
  colors: { racing },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

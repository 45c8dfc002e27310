/** Text from elsewhere on one line, without anything that would steer the terminal. */
export function printable(text: string, lengthMax = 200): string {
  const line = text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '').trim();
  return line.length > lengthMax ? `${line.slice(0, lengthMax)}…` : line;
}

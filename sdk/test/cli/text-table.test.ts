import { expect, it } from 'vitest';
import { formatTable } from '../../src/cli/text-table.ts';

it('aligns columns, and keeps what would steer the terminal or break the line out of them', () => {
  const rows = [
    ['1', 'Rolex\u001b[2J\nSubmariner', 'sold'],
    ['20', 'x'.repeat(60), ''],
  ];
  expect(formatTable(['id', 'title', 'status'], rows)).toBe(
    [
      `id  ${'title'.padEnd(41)}  status`,
      `1   ${'Rolex[2J Submariner'.padEnd(41)}  sold`,
      `20  ${'x'.repeat(40)}…`,
      '',
    ].join('\n'),
  );
});

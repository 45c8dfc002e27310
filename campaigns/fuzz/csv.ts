import fc from 'fast-check';
import { awaitImport } from '../../e2e/support/import-file.ts';
import type { FuzzScene } from './fuzz.ts';
import { hostileText } from './hostile.ts';

const COLUMNS = [
  'stock_number',
  'title',
  'brand',
  'price',
  'currency',
  'quantity',
  'year',
  'photos',
  'condition',
];

const cell = fc.oneof(
  hostileText,
  fc.constantFrom('1.299,00 €', '12 000 CHF', '"', '""', "'", 'a;b', 'a,b', '01.02.03', '∞', '1e9'),
);
const table = fc
  .tuple(
    fc.shuffledSubarray(COLUMNS, { minLength: 1 }),
    fc.array(fc.array(cell, { maxLength: 12 }), { maxLength: 20 }),
    fc.constantFrom(',', ';', '\t', '|'),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.constantFrom<BufferEncoding>('utf8', 'latin1', 'utf16le'),
  )
  .map(([columns, rows, delimiter, lineEnd, encoding]) =>
    Buffer.from([columns, ...rows].map((row) => row.join(delimiter)).join(lineEnd), encoding),
  );
const file = fc.oneof(
  { weight: 3, arbitrary: table },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      Buffer.from('stock_number,title\n"never closed'),
      Buffer.from(`stock_number,title\nA,${'"'.repeat(10_001)}`),
      Buffer.from(`${'a,'.repeat(20_000)}\n${'b,'.repeat(20_000)}`),
      Buffer.from(`stock_number,title\n${'x,y\n'.repeat(5_000)}`),
      Buffer.from(`stock_number\n${'\n'.repeat(100_000)}`),
      Buffer.alloc(100_000),
    ),
  },
);

/** Each ends in a report or in an error of the catalogue. */
export async function tryImports(
  scene: FuzzScene,
  parameters: { readonly seed: number; readonly numRuns: number },
): Promise<void> {
  const { dealer } = scene.belongings;
  const { ledger } = scene;
  for (const bytes of fc.sample(file, parameters)) {
    ledger.count('CSV files');
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), 'fuzz.csv');
    form.set('options', JSON.stringify({ dry_run: false, publish: true }));
    const what = `the file ${JSON.stringify(bytes.toString('latin1').slice(0, 200))}`;
    const answer = await dealer.dashboard.post<{ id: string }>('/listings/import', form);
    if (answer.status !== 202) {
      ledger.check(answer.code !== null && answer.status < 500, `${what} was answered ${answer.status}`);
      continue;
    }
    try {
      await awaitImport(dealer, answer.body.id);
    } catch (error) {
      ledger.check(false, `${what}: ${(error as Error).message}`);
    }
  }
}

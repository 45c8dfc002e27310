import { randomUUID } from 'node:crypto';
import type { Dealer } from '../../e2e/support/dealer.ts';
import { expectStatus } from '../../e2e/support/http-client.ts';
import { importFile } from '../../e2e/support/import-file.ts';
import type { Listing } from '../../e2e/support/shapes.ts';
import type { Ledger } from '../ledger.ts';

const PHOTOS_MAX = 100;

type WithPhotos = Listing & { readonly photos: readonly { readonly url: string }[] };

/**
 * The hub never fetches a photo: an address is kept as it was given, for shops and browsers, or refused. That
 * nothing was fetched is told by what the hub dialled.
 */
export async function inspectPhotos(
  dealer: Dealer,
  urls: { readonly good: readonly string[]; readonly broken: readonly string[] },
  ledger: Ledger,
): Promise<void> {
  for (let i = 0; i < urls.good.length; i += PHOTOS_MAX) {
    const some = urls.good.slice(i, i + PHOTOS_MAX);
    const { photos } = (await dealer.newListing(
      { photos: some.map((url) => ({ url })) },
      'test',
    )) as WithPhotos;
    expectSame(photos, some, 'a listing', ledger);
  }
  for (const url of urls.broken) {
    const answer = await dealer.dashboard.post('/listings?mode=test', {
      title: 'Bad photo',
      photos: [{ url }],
    });
    ledger.count('photo addresses of listings');
    ledger.check(answer.code === 'invalid_parameter', `a photo ${JSON.stringify(url)} got ${answer.status}`);
  }
  await inspectImport(dealer, urls, ledger);
}

async function inspectImport(
  dealer: Dealer,
  { good, broken }: Parameters<typeof inspectPhotos>[1],
  ledger: Ledger,
): Promise<void> {
  const rows = [...good, ...broken].map((url) => [randomUUID(), url] as const);
  const lines = rows.map(([number, url]) => `${number},Watch,${quoted(url)}`);
  const csv = ['stock_number,title,photos', ...lines].join('\n');
  const { state } = await importFile(dealer, csv, { mode: 'test' });
  if (state === 'failed') throw new Error('the import has failed');
  const stored = await importedPhotos(dealer);
  for (const [number, url] of rows) {
    ledger.count('photo addresses of imports');
    const photos = stored.get(number)?.photos;
    if (good.includes(url)) expectSame(photos ?? [], [url], 'an imported row', ledger);
    else
      ledger.check(
        photos === undefined || photos.length === 0,
        `an import took the photo ${JSON.stringify(url)}`,
      );
  }
}

async function importedPhotos(dealer: Dealer): Promise<Map<string, WithPhotos>> {
  const found = new Map<string, WithPhotos>();
  for (let after = ''; ; ) {
    const page = await dealer.dashboard.get<{ data: WithPhotos[]; next_cursor: string | null }>(
      `/listings?mode=test&limit=250${after}`,
    );
    const { data, next_cursor } = expectStatus(page, 200);
    for (const listing of data) found.set(listing.stock_number, listing);
    if (next_cursor === null) return found;
    after = `&after=${encodeURIComponent(next_cursor)}`;
  }
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function expectSame(
  photos: readonly { readonly url: string }[],
  urls: readonly string[],
  where: string,
  ledger: Ledger,
): void {
  if (where === 'a listing') ledger.count('photo addresses of listings', urls.length);
  urls.forEach((url, i) => {
    ledger.check(photos[i]?.url === url, `${where} keeps the photo ${url} as ${photos[i]?.url}`);
  });
}

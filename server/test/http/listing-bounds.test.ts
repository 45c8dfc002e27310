import { expect, it } from 'vitest';
import { CreateListingBody } from '../../src/http/dashboard/schemas.ts';
import { createRequestSchemas } from '../../src/http/request-schema.ts';
import { NAMED_SCHEMAS } from '../../src/http/v1/schemas/named-schemas.ts';

const check = createRequestSchemas(NAMED_SCHEMAS).check(CreateListingBody);
const photos = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ url: `https://example.com/${index}.jpg` }));

it.each([
  ['internal_notes', 'n'.repeat(5_000), 'n'.repeat(5_001), 'invalid_parameter'],
  ['photos', photos(100), photos(101), 'too_many_items'],
])('the form takes as much of %s as the import, and no more', (field, most, more, code) => {
  expect(check({ title: 'Reverso', [field]: most })).toBeNull();
  expect(check({ title: 'Reverso', [field]: more })).toMatchObject({ code, param: field });
});

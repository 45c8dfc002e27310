import { describe, expect, it } from 'vitest';
import { addressLines } from '../../src/components/address-lines.ts';

const lines = (address: Parameters<typeof addressLines>[0]) => addressLines(address, (code) => `<${code}>`);

describe('an address', () => {
  it('has the postal code before the city in most countries', () => {
    expect(
      lines({
        name: 'Ada Meier',
        line1: 'Bahnhofstrasse 1',
        postal_code: '8001',
        city: 'Zürich',
        country: 'CH',
      }),
    ).toEqual(['Ada Meier', 'Bahnhofstrasse 1', '8001 Zürich', '<CH>']);
  });

  it('has it behind city and state where that is the custom', () => {
    expect(lines({ city: 'Springfield', state: 'IL', postal_code: '62701', country: 'US' })).toEqual([
      'Springfield, IL 62701',
      '<US>',
    ]);
  });

  it('has it on a line of its own in Britain', () => {
    expect(lines({ city: 'London', postal_code: 'SW1A 1AA', country: 'GB' })).toEqual([
      'London',
      'SW1A 1AA',
      '<GB>',
    ]);
  });

  it('joins first and last name only where there is no full name', () => {
    expect(lines({ first_name: 'Ada', last_name: 'Meier' })).toEqual(['Ada Meier']);
    expect(lines({ name: 'A. Meier', first_name: 'Ada', last_name: 'Meier' })).toEqual(['A. Meier']);
  });

  it('leaves out what is empty or unknown', () => {
    expect(lines({})).toEqual([]);
    expect(lines({ name: ' ', company: null, line1: '1 High St', city: '' })).toEqual(['1 High St']);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOSTS, NAMES, REFUSED_URLS } from '../../../campaigns/ssrf/host-table.ts';
import { checkEndpointUrl, hostOf } from '../../src/domain/endpoint-url.ts';
import type { PrivateTargets } from '../../src/domain/outbound-address.ts';

const check = (url: string, allowPrivate: PrivateTargets = false) => checkEndpointUrl(url, { allowPrivate });

describe('an endpoint URL', () => {
  test.each([
    'https://example.com',
    'https://example.com/hooks?shop=1&x=%20',
    'https://hooks.example.com.:8443/a',
    'https://93.184.216.34/hook',
    'https://[2606:4700::1111]/hook',
    'https://bücher.example/hook',
    'https://my_host.example.com/',
    `https://example.com/${'a'.repeat(2028)}`,
  ])('may be %s', (url) => expect(check(url)).toBeNull());

  test.each([
    ['http://example.com/', 'must begin with https://'],
    ['ftp://example.com/', 'must be a complete URL'],
    ['example.com/hook', 'must be a complete URL'],
    ['https:/example.com', 'must be a complete URL'],
    ['https://', 'must be a complete URL'],
    ['', 'must be a complete URL'],
    ['https://user:secret@example.com/', 'user name or password'],
    ['https://user@example.com/', 'user name or password'],
    ['https://@example.com/', 'user name or password'],
    ['https://example.com/#part', 'fragment'],
    ['https://example.com/#', 'fragment'],
    ['https://exa mple.com/', 'spaces'],
    [' https://example.com/', 'spaces'],
    ['https://example.com/\n', 'spaces'],
    ['https:\\\\example.com/', 'backslashes'],
    ['https://example.com\\@evil.example/', 'backslashes'],
    ['https://example.com:0/', 'port 0'],
    ['https://example.com:99999/', 'must be a complete URL'],
    ['https://example..com/', 'valid host'],
    ['https://./', 'valid host'],
    [`https://${'a'.repeat(64)}.example/`, 'valid host'],
    [`https://example.com/${'a'.repeat(2029)}`, '2048 characters'],
    [`https://example.com/${'ä'.repeat(700)}`, 'must be a complete URL'],
  ])('may not be %j', (url, problem) => expect(check(url)).toContain(problem));

  test.each(HOSTS)('may not point at $host, $what', ({ host, means, what }) => {
    expect(check(`https://${host}/`)).toMatch(means === null ? /must / : /must not point at/);
    if (means !== null && what !== 'localhost')
      expect(hostOf(new URL(`https://${host}/`))).toEqual({ address: means });
  });

  test.each(REFUSED_URLS)('may not be %j', (url) => expect(check(url)).not.toBeNull());

  test.each(NAMES)('may name $name, which is judged when it is dialled', ({ name }) =>
    expect(check(`https://${name}/`)).toBeNull(),
  );

  test.each([true, ['127.0.0.0/8']] as PrivateTargets[])(
    'may use http on loopback when %j is permitted',
    (permitted) => {
      for (const host of [
        '127.0.0.1:4100',
        'localhost:4100',
        'hub.localhost',
        'localhost.',
        '[::ffff:127.0.0.1]',
      ]) {
        expect(check(`http://${host}/hook`, permitted), host).toBeNull();
        expect(check(`https://${host}/hook`, permitted), host).toBeNull();
      }
      expect(check('http://8.8.8.8/hook', permitted)).toBe('must begin with https://');
      expect(check('http://169.254.169.254/', permitted)).toBe('must begin with https://');
      expect(check('https://169.254.169.254/', permitted)).toContain('must not point at');
      // A name of the operator's network, judged when it is dialled.
      expect(check('http://receiver:4100/hook', permitted)).toBeNull();
    },
  );

  test('may use only the permitted private range', () => {
    expect(check('http://10.1.2.3/hook', ['10.1.0.0/16'])).toBeNull();
    expect(check('http://10.2.2.3/hook', ['10.1.0.0/16'])).toBe('must begin with https://');
    expect(check('http://localhost/hook', ['10.1.0.0/16'])).toBe('must begin with https://');
    expect(check('https://localhost/hook', ['10.1.0.0/16'])).toBe('must not point at this machine');
    expect(check('http://example.com/', [])).toBe('must begin with https://');
    expect(check('http://example.com/', ['10.1.0.0/16'])).toBe('must begin with https://');
    expect(check('http://example.com/', true)).toBe('must begin with https://');
    expect(check('http://hooks.internal/', ['10.1.0.0/16'])).toBeNull();
  });

  test('is checked without throwing, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.webUrl().map((url) => url),
        ),
        (text) => {
          const problem = check(text);
          return problem === null ? text.startsWith('https://') : problem.length > 0;
        },
      ),
    );
  });
});

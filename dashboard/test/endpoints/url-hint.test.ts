import { describe, expect, it } from 'vitest';
import { urlHint } from '../../src/endpoints/url-hint.ts';

describe('what is said about a URL while it is typed', () => {
  it.each([
    ['http://shop.example.com/hook', 'plain_http'],
    ['http://localhost:3000', 'this_machine'],
    ['https://localhost', 'this_machine'],
    ['http://app.localhost', 'this_machine'],
    ['http://127.0.0.1:8080/x', 'this_machine'],
    ['http://[::1]/x', 'this_machine'],
    ['https://10.1.2.3', 'private_network'],
    ['http://192.168.0.20/hook', 'private_network'],
    ['https://172.20.0.1', 'private_network'],
    ['https://nas.local', 'private_network'],
    [' https://shop.example.com/hook ', null],
    ['https://172.32.0.1', null],
    ['https://local.example.com', null],
    ['ftp://shop.example.com', null],
    ['shop.example.com', null],
    ['', null],
  ])('%s: %s', (text, hint) => {
    expect(urlHint(text)).toBe(hint);
  });
});

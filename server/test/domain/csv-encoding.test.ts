import { randomBytes } from 'node:crypto';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { type CsvEncoding, EncodingDetector } from '../../src/domain/csv-encoding.ts';
import { ImportFileError } from '../../src/domain/import-file-error.ts';

function detect(bytes: Buffer, pieceBytes = 1_000): CsvEncoding {
  const detector = new EncodingDetector();
  for (let at = 0; at < bytes.length; at += pieceBytes) detector.write(bytes.subarray(at, at + pieceBytes));
  return detector.end();
}

const TEXT = 'sku;title;price\n1;Größe – “Pepsi”;12.990 €\n';

describe('the encoding', () => {
  it.each([
    ['utf8', false, 'utf-8'],
    ['utf8', true, 'utf-8'],
    ['utf16-le', true, 'utf-16le'],
    ['utf16-be', true, 'utf-16be'],
    ['utf16-le', false, 'utf-16le'],
    ['utf16-be', false, 'utf-16be'],
    ['windows-1252', false, 'windows-1252'],
  ] as const)('of %s (mark: %s) is found, and decodes to what was written', (name, addBOM, expected) => {
    const bytes = iconv.encode(TEXT, name, { addBOM });
    const encoding = detect(bytes);
    expect(encoding).toBe(expected);
    expect(new TextDecoder(encoding).decode(bytes)).toBe(TEXT);
  });

  it('is found when the first umlaut comes after a megabyte, and cut in two', () => {
    const ascii = Buffer.from('sku,title\n'.repeat(100_001));
    expect(detect(Buffer.concat([ascii, Buffer.from('ü')]), ascii.length + 1)).toBe('utf-8');
    expect(detect(Buffer.concat([ascii, Buffer.from([0xfc])]))).toBe('windows-1252');
  });

  it.each([
    ['a workbook', Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(5_000)]), 'Excel'],
    ['an image', Buffer.concat([Buffer.from('\x89PNG\r\n', 'latin1'), randomBytes(5_000)]), 'image'],
    ['random bytes', Buffer.concat([Buffer.from([1, 2, 3]), randomBytes(5_000)]), 'not a text file'],
    ['bytes that belie their UTF-8 mark', Buffer.from('\xef\xbb\xbfsku,\xfc', 'latin1'), 'UTF-8'],
  ])('of %s is refused with a reason', (_, bytes, reason) => {
    expect(() => detect(bytes)).toThrow(ImportFileError);
    expect(() => detect(bytes)).toThrow(reason);
  });
});

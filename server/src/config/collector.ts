/** The kinds of values that say where traces go. */

export const collectorUrl = {
  accepts: 'the http or https address of an OTLP/HTTP collector, such as http://localhost:4318',
  parse: (text: string) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
      return undefined;
    }
    if (url.search !== '' || url.hash !== '') return undefined;
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  },
};

/** RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const collectorHeaders = {
  accepts: 'HTTP headers as name=value, separated by commas, with % escapes in values',
  isSecret: true,
  parse: (text: string) => {
    const headers = text.split(',').map(parseHeader);
    return headers.every((header) => header !== null) ? Object.fromEntries(headers) : undefined;
  },
};

function parseHeader(text: string): [string, string] | null {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals).trim();
  if (equals < 0 || !HEADER_NAME.test(name)) return null;
  try {
    const value = decodeURIComponent(text.slice(equals + 1).trim());
    return /^[\x20-\x7e]*$/.test(value) ? [name, value] : null;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

export const serviceName = {
  accepts: 'a name of 1 to 100 characters',
  parse: (text: string) => (text.length <= 100 ? text : undefined),
};

export const ratio = {
  accepts: 'a number from 0 to 1',
  parse: (text: string) => {
    const value = /^\d(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
    return value <= 1 ? value : undefined;
  },
};

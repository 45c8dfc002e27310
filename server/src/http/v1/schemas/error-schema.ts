import Type from 'typebox';
import { ERROR_CATALOGUE } from '../../../domain/error-catalogue.ts';
import { enumeration, shownText } from './schema-parts.ts';

const TYPES = [...new Set(Object.values(ERROR_CATALOGUE).map((entry) => entry.type))];

export const ErrorSchema = Type.Object(
  {
    error: Type.Object(
      {
        type: enumeration(TYPES, { description: 'The kind of error.' }),
        code: enumeration(Object.keys(ERROR_CATALOGUE), { description: 'What went wrong; stable.' }),
        message: shownText('What went wrong, for people; may change.'),
        doc_url: shownText('What to do about it.', { format: 'uri' }),
        request_id: shownText('`req_` and 32 hex digits: quote it when you ask for help.'),
        param: Type.Optional(shownText('JSON path, query parameter or header at fault.')),
      },
      { description: 'What went wrong.' },
    ),
  },
  { $id: 'Error', description: 'The body of every refusal.' },
);

import Type from 'typebox';
import type { Address } from '../../../domain/customer.ts';
import type { Same } from './same-type.ts';
import { input, nullable, text } from './schema-parts.ts';

const line = (description: string, example?: string) =>
  Type.Optional(nullable(text(description, example === undefined ? {} : { examples: [example] })));

export const AddressSchema = input(
  {
    name: line('Full name of the recipient.', 'Ada Meier'),
    first_name: line('First name, where known apart from the last.'),
    last_name: line('Last name.'),
    company: line('Company.'),
    line1: line('Street and number.', 'Bahnhofstrasse 1'),
    line2: line('Second line: floor, department, care of.'),
    city: line('City.', 'Zürich'),
    state: line('State, province or canton.'),
    postal_code: line('Postal code.', '8001'),
    country: line('ISO 3166-1 alpha-2 code in upper case.', 'CH'),
    phone: line('Phone number for the carrier.'),
  },
  { $id: 'Address', description: 'A postal address.' },
);

true satisfies Same<Type.Static<typeof AddressSchema>, Address>;

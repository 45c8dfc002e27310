import Type from 'typebox';
import { MAX_AMOUNT, type Money } from '../../../domain/money.ts';
import type { Same } from './same-type.ts';

export const MoneySchema = Type.Object(
  {
    amount: Type.Integer({
      minimum: 0,
      maximum: MAX_AMOUNT,
      description: "In the currency's minor unit: cents for EUR, whole yen for JPY.",
      examples: [1299900],
    }),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      description: 'ISO 4217 code in upper case, such as EUR.',
      examples: ['EUR'],
    }),
  },
  { $id: 'Money', additionalProperties: false, description: 'An amount of money.' },
);

true satisfies Same<Type.Static<typeof MoneySchema>, Money>;

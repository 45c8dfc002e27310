/** `true` when each type is assignable to the other: a schema and the interface it stands for can't drift. */
export type Same<A, B> = [Mutable<A>] extends [Mutable<B>]
  ? [Mutable<B>] extends [Mutable<A>]
    ? true
    : false
  : false;

/** `true` when what the schema describes has the same fields as the serialiser's and fits into it. */
export type Shows<Schema, Shown> = [keyof Schema] extends [keyof Shown]
  ? [keyof Shown] extends [keyof Schema]
    ? [Schema] extends [Shown]
      ? true
      : false
    : false
  : false;

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

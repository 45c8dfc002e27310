import { expect, test } from 'vitest';
import { InFlightBudget } from '../../src/deliveries/in-flight-budget.ts';

const nobody = () => {};

test('slow endpoints never take more than half, so that the others go on', () => {
  const budget = new InFlightBudget(4);
  expect([1, 2, 3].map(() => budget.tryTake(nobody, true))).toEqual([true, true, false]);
  expect([1, 2, 3].map(() => budget.tryTake(nobody, false))).toEqual([true, true, false]);
});

test('those who found it used up are called in the order in which they asked, when there is room for them', () => {
  const budget = new InFlightBudget(2);
  const called: string[] = [];
  budget.tryTake(nobody, true);
  budget.tryTake(nobody, false);
  const waitAs = (name: string, isSlow: boolean) => {
    const onFree = () => {
      called.push(name);
      budget.tryTake(nobody, isSlow);
    };
    expect(budget.tryTake(onFree, isSlow)).toBe(false);
    return onFree;
  };
  waitAs('slow', true);
  waitAs('first', false);
  const gone = waitAs('gone', false);
  waitAs('second', false);
  budget.forget(gone);
  budget.give(false);
  expect(called).toEqual(['first']);
  budget.give(true);
  expect(called).toEqual(['first', 'slow']);
  budget.give(false);
  expect(called).toEqual(['first', 'slow', 'second']);
});

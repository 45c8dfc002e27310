import { type UseFormReturnType, useForm } from '@mantine/form';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createOrder, ORDER_RENEWS } from '../api/orders.ts';
import { useAction } from '../components/use-action.ts';
import { useWorld } from '../shell/world.tsx';
import { orderField } from './order-field.ts';
import { emptyOrderForm, type LineForm, type OrderForm, toOrderBody } from './order-form.ts';
import { orderProblems } from './order-problems.ts';
import { refusalAt } from './refusal-at.ts';
import { useProblemText } from './use-problem-text.ts';

export type OrderFormState = UseFormReturnType<OrderForm>;

/** The form of a new order, and its placing: once, however often the button is pressed meanwhile. */
export function useNewOrder(lines: readonly LineForm[]) {
  const { t } = useTranslation('orders');
  const { mode } = useWorld();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const isUnderWay = useRef(false);
  const [refusals, setRefusals] = useState(0);
  const form = useForm<OrderForm>({
    initialValues: emptyOrderForm(lines),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(orderProblems(values)).map(([path, problem]) => [path, problemText(problem)]),
      ),
  });
  const action = useAction({
    run: (values: OrderForm) => createOrder(mode, toOrderBody(values)),
    renews: ORDER_RENEWS,
    success: (order) => t('create.done', { number: order.number }),
    onSuccess: (order) => void navigate(`/orders/${order.id}`),
    showsError: false,
  });
  const refuse = (error: unknown) => {
    const refusal = refusalAt(error, orderField);
    if (refusal !== null) form.setFieldError(refusal.field, refusal.message);
    setRefusals((count) => count + 1);
  };
  const place = (values: OrderForm) => {
    // A second click can come before the button is drawn disabled.
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    action.mutate(values, {
      onError: (error) => {
        isUnderWay.current = false;
        refuse(error);
      },
    });
  };
  const submit = form.onSubmit(place, () => setRefusals((count) => count + 1));
  return { form, action, submit, refusals };
}

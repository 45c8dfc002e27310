import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { account } from './en/account.ts';
import { apiKeys } from './en/api-keys.ts';
import { customers } from './en/customers.ts';
import { deliveryLog } from './en/delivery-log.ts';
import { endpoints } from './en/endpoints.ts';
import { events } from './en/events.ts';
import { health } from './en/health.ts';
import { imports } from './en/imports.ts';
import { integration } from './en/integration.ts';
import { inventory } from './en/inventory.ts';
import { live } from './en/live.ts';
import { orders } from './en/orders.ts';
import { overview } from './en/overview.ts';
import { replays } from './en/replays.ts';
import { settings } from './en/settings.ts';
import { setup } from './en/setup.ts';
import { shell } from './en/shell.ts';

/** Every text of the dashboard, by room. A translation is one more object of this shape. */
export const english = {
  account,
  apiKeys,
  customers,
  deliveryLog,
  endpoints,
  events,
  health,
  imports,
  integration,
  inventory,
  live,
  orders,
  overview,
  replays,
  settings,
  setup,
  shell,
};

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell';
    resources: typeof english;
  }
}

void i18next.use(initReactI18next).init({
  lng: 'en',
  resources: { en: english },
  defaultNS: 'shell',
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});

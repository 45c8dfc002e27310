import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { CrashPage } from './shell/crash-page.tsx';
import { DashboardFrame } from './shell/dashboard-frame.tsx';
import { LoadingPage } from './shell/loading-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { SignedInOnly } from './shell/signed-in-only.tsx';

/** A page in a file of its own, loaded when it is first opened. */
const page = (path: string, load: () => Promise<ComponentType>): RouteObject => ({
  path,
  lazy: async () => ({ Component: await load() }),
  HydrateFallback: LoadingPage,
});

const accountPages = [
  page('sign-in', async () => (await import('./account/sign-in-page.tsx')).SignInPage),
  page('sign-up', async () => (await import('./account/sign-up-page.tsx')).SignUpPage),
  page('two-factor', async () => (await import('./account/two-factor-page.tsx')).TwoFactorPage),
  page(
    'forgot-password',
    async () => (await import('./account/forgot-password-page.tsx')).ForgotPasswordPage,
  ),
  page('reset-password', async () => (await import('./account/reset-password-page.tsx')).ResetPasswordPage),
];

const integrationTabs = [
  { index: true, element: <Navigate to="setup" replace /> },
  page('setup', async () => (await import('./setup/setup-tab.tsx')).SetupTab),
  page('api-keys', async () => (await import('./api-keys/api-keys-tab.tsx')).ApiKeysTab),
  page('settings', async () => (await import('./settings/settings-tab.tsx')).SettingsTab),
  page('deliveries', async () => (await import('./delivery-log/delivery-log-tab.tsx')).DeliveryLogTab),
  page('events', async () => (await import('./events/events-tab.tsx')).EventsTab),
  page('health', async () => (await import('./health/health-tab.tsx')).HealthTab),
];

const pages = [
  page('', async () => (await import('./overview/overview-page.tsx')).OverviewPage),
  page('inventory', async () => (await import('./inventory/inventory-page.tsx')).InventoryPage),
  page('inventory/new', async () => (await import('./inventory/new-listing-page.tsx')).NewListingPage),
  page('inventory/import', async () => (await import('./imports/import-page.tsx')).ImportPage),
  page('inventory/import/:id', async () => (await import('./imports/import-page.tsx')).ImportPage),
  page('inventory/:id', async () => (await import('./inventory/listing-page.tsx')).ListingPage),
  page('orders', async () => (await import('./orders/orders-page.tsx')).OrdersPage),
  page('orders/new', async () => (await import('./orders/new-order-page.tsx')).NewOrderPage),
  page('orders/:id', async () => (await import('./orders/order-page.tsx')).OrderPage),
  page('customers', async () => (await import('./customers/customers-page.tsx')).CustomersPage),
  page('customers/:id', async () => (await import('./customers/customer-page.tsx')).CustomerPage),
  page('account', async () => (await import('./account/account-page.tsx')).AccountPage),
  {
    ...page(
      'channels/custom-integration',
      async () => (await import('./integration/integration-page.tsx')).IntegrationPage,
    ),
    children: integrationTabs,
  } as RouteObject,
  { path: '*', element: <NotFoundPage /> },
];

// What begins here is also in the hub's list of the dashboard's paths (server/src/http/pages/dashboard-app.ts).
export const router = createBrowserRouter([
  {
    errorElement: <CrashPage />,
    children: [
      ...accountPages,
      {
        element: (
          <SignedInOnly>
            <DashboardFrame />
          </SignedInOnly>
        ),
        HydrateFallback: LoadingPage,
        children: [{ errorElement: <CrashPage />, children: pages }],
      },
    ],
  },
]);

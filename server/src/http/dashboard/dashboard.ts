import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { HttpDependencies } from '../dependencies.ts';
import { addAccountRoutes } from '../plugins/account-routes.ts';
import { addDashboardSession } from '../plugins/dashboard-session.ts';
import { toRouteOptions } from './dashboard-route.ts';
import { DELIVERY_ROUTES } from './delivery-routes.ts';
import { EVENT_ROUTES } from './event-routes.ts';
import { IMPORT_ROUTES } from './import-routes.ts';
import { INTEGRATION_ROUTES } from './integration-routes.ts';
import { REPLAY_ROUTES } from './replay-routes.ts';
import { SALES_ROUTES } from './sales-routes.ts';
import { signInOptionsRoute } from './sign-in-options.ts';
import { STOCK_ROUTES } from './stock-routes.ts';

/** All below `/api/dashboard`. */
export const DASHBOARD_ROUTES = [
  ...INTEGRATION_ROUTES,
  ...STOCK_ROUTES,
  ...IMPORT_ROUTES,
  ...SALES_ROUTES,
  ...DELIVERY_ROUTES,
  ...REPLAY_ROUTES,
  ...EVENT_ROUTES,
];

/** Sign-in below `/api/auth`, and the dashboard API, whose every route but one needs a session. */
export function addDashboard(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { hub, accounts } = dependencies;
  addAccountRoutes(app, accounts, hub.publicUrl);
  app.route(signInOptionsRoute(accounts));
  app.register(async (scope) => {
    await scope.register(multipart);
    addDashboardSession(scope, accounts);
    for (const route of DASHBOARD_ROUTES) scope.route(toRouteOptions(route, dependencies));
  });
}

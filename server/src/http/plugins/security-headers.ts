import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * The dashboard loads nothing from elsewhere but dealers' photos. Its component library writes style
 * attributes. `upgrade-insecure-requests` would break a hub without TLS in a local network.
 */
export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'https:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Browsers ignore it over http, so it can always be sent; a proxy with TLS in front makes it count.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
}

/** What Scalar's script leaves behind: https://github.com/scalar/scalar, documentation/configuration.md. */
declare global {
  interface Window {
    readonly Scalar: {
      createApiReference(element: string, configuration: Readonly<Record<string, unknown>>): unknown;
    };
  }
}

window.Scalar.createApiReference('#reference', {
  url: '/api/v1/openapi.json',
  // The hub that serves the page, by whatever name it was reached: the policy allows calls to no other.
  servers: [{ url: `${location.origin}/api` }],
  // Nothing leaves for another host: fonts, proxy, telemetry and Scalar's own services stay off.
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  authentication: { preferredSecurityScheme: 'apiKey' },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
});

export {};

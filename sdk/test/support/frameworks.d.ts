/** Frameworks of the README that are not installed here: their own types are not checked. */
declare module 'express';
declare module 'hono';

/** The face of `@watchtraderhub/sdk/receiver`. */
export type { HandleEvent, Outcome } from './event-intake.ts';
export type { HealResult } from './feed-healer.ts';
export { memoryStore } from './memory-store.ts';
export {
  createReceiver,
  type IncomingWebhook,
  type Receiver,
  type ReceiverOptions,
  type WebhookAnswer,
} from './receiver.ts';
export type { ReceiverProblem, ReportProblem } from './receiver-problem.ts';
export type { HandledEvent, ReceiverStore, ResourceState } from './receiver-store.ts';
export { webHandler } from './web.ts';

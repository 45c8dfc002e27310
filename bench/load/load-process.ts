import { serve } from '../child.ts';
import { measureBarePosts } from './bare-posts.ts';
import { sendOrders } from './orders.ts';
import { measureReads } from './reads.ts';

const handlers = { barePosts: measureBarePosts, reads: measureReads, orders: sendOrders };

export type LoadHandlers = typeof handlers;

serve(handlers);

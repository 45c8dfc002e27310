-- Order, pace and health of an endpoint's lane. Additive: a process that does not know these columns goes on.

-- Retried by hand or replayed: neither waits for others of its resource nor holds them back.
alter table deliveries add column is_unordered boolean not null default false;

-- What holds back later events of its resource; empty while an endpoint is well.
create index deliveries_failing on deliveries (dealer_id, endpoint_id, livemode, resource_id, event_sequence)
  where status = 'pending' and schedule_step > 0 and not is_unordered;

alter table endpoint_lanes
  add column paced_until_us bigint not null default 0, -- the next owner keeps the endpoint's rate, too
  add column failing_since_us bigint, -- first failure after the last success
  add column failing_warnings smallint not null default 0; -- sent since then, at 1 and at 3 days

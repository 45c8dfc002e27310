-- Replays of a range: the deliveries of one endpoint are made due again in the background, batch by batch.
create table replays (
  dealer_id uuid not null references dealers (id),
  id uuid not null,
  endpoint_id uuid not null, -- no foreign key: what was replayed stays readable when the endpoint is gone
  status text not null check (status in ('pending', 'running', 'succeeded', 'cancelled', 'failed')),
  reason text, -- why it failed
  since_us bigint not null,
  until_us bigint not null,
  types text[], -- null = all
  only_failed boolean not null,
  rate_per_second integer not null check (rate_per_second > 0),
  total integer not null, -- found when it was asked for
  enqueued integer not null default 0,
  -- What is left of each world: sequences from next up to, but not including, end.
  live_next bigint not null,
  live_end bigint not null,
  test_next bigint not null,
  test_end bigint not null,
  next_batch_us bigint not null, -- the throttle
  failures integer not null default 0, -- in a row, without a batch in between
  created_us bigint not null,
  started_us bigint,
  finished_us bigint,
  primary key (dealer_id, id)
) with (fillfactor = 70);
-- One at a time per endpoint.
create unique index replays_open on replays (dealer_id, endpoint_id) where status in ('pending', 'running');
create index replays_due on replays (next_batch_us) where status in ('pending', 'running');
create index replays_recent on replays (dealer_id, endpoint_id, created_us desc, id desc);

alter table webhook_endpoints add column missed_since_us bigint; -- of a disabled endpoint: its oldest event that it was not told of; null = enabled, or not known

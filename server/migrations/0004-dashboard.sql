-- What the dashboard's pages read.

-- The inventory without a filter, newest change first, drafts among it: of 17,533 listings a page took 55 ms, now 1 ms.
create index listings_recent on listings (dealer_id, livemode, updated_us desc, id desc);

alter table orders add column customer_match json; -- how the customer was met; null = no customer, or an older order. For the dealer only

alter table imports add column columns json; -- of the file in its order: header, field and samples; null = not read yet, or an older import

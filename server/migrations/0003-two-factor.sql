-- Two-factor authentication: better-auth's tables under our names, like those of 0002.

alter table users add column two_factor_enabled boolean not null default false;

create table two_factors (
  id text primary key,
  user_id text not null unique references users (id) on delete cascade,
  secret text not null, -- encrypted with a key derived from SECRET_KEY, like backup_codes
  backup_codes text not null, -- those that are left
  verified boolean not null, -- false until the first code proved that the authenticator has the secret
  failed_verification_count integer not null default 0, -- in a row, at sign-in
  locked_until timestamptz
);

-- All that is open for a user at once: links to reset the password, half-done sign-ins, trusted devices.
create index user_verifications_value on user_verifications (value);

-- Sign-in. Tables and columns are those of better-auth, mapped to our names in accounts/auth-tables; times are its
-- own (timestamptz). Ids are UUIDs that the hub draws, in better-auth's text columns. Not sharded: a session
-- or an e-mail address is looked up before the dealer is known.

create table users (
  id text primary key,
  name text not null,
  email text not null unique, -- lower case
  email_verified boolean not null,
  image text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table sessions (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  token text not null unique, -- of no use without the cookie's signature, made with SECRET_KEY
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index sessions_user_id on sessions (user_id);
create index sessions_expires_at on sessions (expires_at);

-- How a user can sign in; the password's hash (scrypt) is here.
create table user_accounts (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index user_accounts_user_id on user_accounts (user_id);

-- Short-lived tokens sent by e-mail.
create table user_verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index user_verifications_identifier on user_verifications (identifier);

-- Sign-ins and sign-ups by address and path; better-auth removes what is over.
create table sign_in_limits (
  id text primary key,
  key text not null unique,
  count integer not null,
  last_request bigint not null -- milliseconds since 1970
);

create table dealer_users (
  user_id text primary key references users (id),
  dealer_id uuid not null references dealers (id)
);
create index dealer_users_dealer_id on dealer_users (dealer_id);

-- Who may sign in, and the sessions they hold. Decisions are made on these rows as they stand at the moment of a
-- request: what a token says about its bearer decides nothing.
CREATE SCHEMA identity;

-- The customer's table, with what a decision about a person needs.
CREATE TABLE identity.users (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 255),
  full_name text NOT NULL CHECK (length(full_name) BETWEEN 1 AND 255),
  role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'approver', 'admin')),
  team text NOT NULL,
  oversees text[] NOT NULL DEFAULT '{}',
  jurisdictions text[] NOT NULL DEFAULT '{}',
  -- bcrypt.
  password_hash text NOT NULL CHECK (password_hash LIKE '$2b$%'),
  -- A one-time password: nothing but setting a new one is allowed, and only until then.
  password_expires_at timestamptz,
  password_changed_at timestamptz NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  last_login_at timestamptz
);

CREATE TABLE identity.sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES identity.users (id),
  auth_time timestamptz NOT NULL,
  amr text[] NOT NULL,
  -- Seven days from sign-in; using the session does not move it.
  expires_at timestamptz NOT NULL,
  -- Number of the newest refresh token, and since when it is that.
  token_number int NOT NULL CHECK (token_number >= 1),
  rotated_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_because text CHECK (ended_because IN ('signed_out', 'signed_out_everywhere', 'token_reused', 'password_changed', 'password_reset')),
  CHECK ((ended_at IS NULL) = (ended_because IS NULL))
);
CREATE INDEX sessions_open_by_user ON identity.sessions (user_id) WHERE ended_at IS NULL;

-- Signing secrets under the master key. A key is stored a minute before it signs, so that every process knows it.
CREATE TABLE identity.jwt_keys (
  kid text PRIMARY KEY,
  master_kid text NOT NULL,
  wrapped bytea NOT NULL,
  signs_from timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Failures to sign in, by account and neighbourhood of the address. The account is a digest of what was typed, so that
-- one that does not exist costs the same and no mistyped password is kept. '*' stands for all neighbourhoods from which
-- nobody ever signed in to the account: strangers slow only strangers.
CREATE TABLE identity.sign_in_failures (
  account text NOT NULL,
  block text NOT NULL,
  failures int NOT NULL,
  counting_since timestamptz NOT NULL,
  backoffs int NOT NULL,
  closed_until timestamptz,
  PRIMARY KEY (account, block)
);
CREATE INDEX sign_in_failures_by_age ON identity.sign_in_failures (counting_since);

CREATE TABLE identity.known_blocks (
  account text NOT NULL,
  block text NOT NULL,
  last_sign_in_at timestamptz NOT NULL,
  PRIMARY KEY (account, block)
);

GRANT USAGE ON SCHEMA identity TO atlas_app, atlas_worker;
GRANT SELECT, INSERT, UPDATE ON identity.users, identity.sessions TO atlas_app;
GRANT SELECT, INSERT ON identity.jwt_keys TO atlas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.sign_in_failures, identity.known_blocks TO atlas_app;
-- The worker reads the person again before it records an answer; a password hash is none of its business.
GRANT SELECT (id, email, full_name, role, team, oversees, jurisdictions, is_active) ON identity.users TO atlas_worker;

-- What Atlas knows of a bank's data, and the policies in force. Both are versions: rows are added, never changed, so
-- that an old decision can be replayed against exactly what was in force when it was made.
CREATE SCHEMA access;
CREATE SCHEMA catalogue;

CREATE TABLE access.policy_sets (
  version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  policies jsonb NOT NULL,
  schema text NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  activated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE catalogue.sources (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  -- Host, port, database, TLS mode: no secret.
  address jsonb NOT NULL,
  -- The provisioner's login, wrapped; null where the bank's DBA runs the printed SQL.
  provisioner text,
  server_major int NOT NULL CHECK (server_major BETWEEN 15 AND 18),
  time_zone text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- The customer's table; `schema` holds the column definitions, `publication` everything else that was published.
CREATE TABLE catalogue.datasets (
  id uuid PRIMARY KEY,
  source_id uuid NOT NULL REFERENCES catalogue.sources (id),
  name text NOT NULL,
  description text NOT NULL,
  schema jsonb NOT NULL,
  publication jsonb NOT NULL,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  UNIQUE (source_id, name)
);

CREATE TABLE catalogue.versions (
  version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id uuid NOT NULL REFERENCES catalogue.sources (id),
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  catalogue jsonb NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  activated_at timestamptz NOT NULL DEFAULT now()
);

-- One login role of the bank's server per mask profile, and the schema of masked views it can read.
CREATE TABLE catalogue.profiles (
  source_id uuid NOT NULL REFERENCES catalogue.sources (id),
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  -- The catalogue's digest belongs to it: views follow published columns.
  catalogue_digest text NOT NULL,
  relations jsonb NOT NULL,
  masked_schema text NOT NULL,
  login text NOT NULL,
  secret text NOT NULL,
  -- Row counts and value frequencies as this profile sees them: a count or a link must not reveal a hidden row.
  statistics jsonb NOT NULL,
  provisioned_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source_id, digest, catalogue_digest)
);

GRANT USAGE ON SCHEMA access, catalogue TO atlas_app, atlas_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA access, catalogue TO atlas_app, atlas_worker;
GRANT INSERT ON catalogue.profiles TO atlas_worker;

-- How a bank lets Atlas read: by masked views with one login per profile, or by one read-only login of the bank's own, with
-- the masks in the query itself.
ALTER TABLE catalogue.sources
  ADD COLUMN provision text NOT NULL DEFAULT 'views' CHECK (provision IN ('views', 'inline')),
  ADD COLUMN reader_login text,
  -- The reader's password, wrapped.
  ADD COLUMN reader_secret text,
  -- Datasets whose views were taken away around a migration of the bank; nobody is answered from them until they are back.
  ADD COLUMN away text[] NOT NULL DEFAULT '{}',
  -- Per dataset what its relation was when it was published or last provisioned: oid, kind, key.
  ADD COLUMN baseline jsonb NOT NULL DEFAULT '{}',
  ADD CHECK ((provision = 'inline') = (reader_login IS NOT NULL AND reader_secret IS NOT NULL));

ALTER TABLE catalogue.profiles
  -- `waiting`: its SQL is printed, and the bank's DBA has yet to run it. `retired`: nobody needs it any more.
  ADD COLUMN state text NOT NULL DEFAULT 'ready' CHECK (state IN ('waiting', 'ready', 'retired')),
  -- Digest of each view as the server read it back when it was made.
  ADD COLUMN views jsonb NOT NULL DEFAULT '{}';

-- A profile whose views nobody has read back is made again before a question runs under it.
UPDATE catalogue.profiles SET state = 'waiting';

GRANT UPDATE, DELETE ON catalogue.profiles TO atlas_worker;

-- The API opens no connection to a bank: it reads no secret of one, not even wrapped.
REVOKE SELECT ON catalogue.sources, catalogue.profiles FROM atlas_app;
GRANT SELECT (id, name, address, server_major, time_zone, created_at, provision, reader_login, away, baseline)
  ON catalogue.sources TO atlas_app;
GRANT SELECT (source_id, digest, catalogue_digest, relations, masked_schema, login, statistics, provisioned_at, state, views)
  ON catalogue.profiles TO atlas_app;

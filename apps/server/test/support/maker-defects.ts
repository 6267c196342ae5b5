import type { Defect } from './source-defects.ts';

/** Roles of PostgreSQL's own that reach files, programs or every table: nothing that Atlas asked for. */
const BEYOND = [
  'pg_execute_server_program',
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_read_all_data',
  'pg_write_all_data',
  'pg_maintain',
];

/** One defect for each thing that is looked at in the owner of the views and in the provisioner. */
export const MAKER_DEFECTS: readonly Defect[] = [
  ...BEYOND.flatMap((role): Defect[] => [
    [
      `an owner of the views in ${role}`,
      `GRANT ${role} TO atlas_masks`,
      new RegExp(`owner.memberships: the owner of the views, atlas_masks, is a member of ${role}`),
      `REVOKE ${role} FROM atlas_masks`,
    ],
    [
      `a provisioner in ${role}`,
      `GRANT ${role} TO atlas_provisioner WITH INHERIT FALSE`,
      new RegExp(`provisioner.memberships: atlas_provisioner is a member of ${role}`),
      `REVOKE ${role} FROM atlas_provisioner`,
    ],
  ]),
  [
    'a stranger who may act as the owner of the views',
    'CREATE ROLE stranger; GRANT atlas_masks TO stranger WITH INHERIT FALSE, SET TRUE',
    /owner.members: stranger is a member of the owner of the views, atlas_masks, and may act as it/,
    'DROP ROLE stranger',
  ],
  [
    'a stranger who may only make others members of the owner of the views',
    'CREATE ROLE stranger; GRANT atlas_masks TO stranger WITH ADMIN TRUE, INHERIT FALSE, SET FALSE',
    /owner.members: stranger is a member of the owner of the views, atlas_masks/,
    'DROP ROLE stranger',
  ],
  [
    'a member of the database’s owner who may not act as it, and may as the owner of the views',
    `CREATE ROLE dba; CREATE ROLE contractor; GRANT dba TO contractor WITH INHERIT FALSE, SET FALSE; GRANT atlas_masks TO contractor;
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO dba', current_database()); END $$`,
    /owner.members: contractor is a member of the owner of the views/,
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), current_user); END $$; DROP ROLE contractor; DROP ROLE dba`,
  ],
  [
    'who inherits a member of the owner of the views that may act as the database’s owner, and may not itself',
    `CREATE ROLE dba; CREATE ROLE contractor; CREATE ROLE curious; GRANT dba TO contractor WITH INHERIT FALSE, SET TRUE;
      GRANT atlas_masks TO contractor; GRANT contractor TO curious WITH INHERIT TRUE, SET FALSE;
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO dba', current_database()); END $$`,
    /owner.members: curious is a member of the owner of the views/,
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), current_user); END $$;
      DROP ROLE curious; DROP ROLE contractor; DROP ROLE dba`,
  ],
  [
    'who may act as somebody with ADMIN on the owner of the views',
    `CREATE ROLE dba; CREATE ROLE contractor; CREATE ROLE curious; GRANT dba TO contractor WITH INHERIT FALSE, SET TRUE;
      GRANT atlas_masks TO contractor WITH ADMIN TRUE, INHERIT FALSE, SET FALSE; GRANT contractor TO curious WITH INHERIT TRUE, SET FALSE;
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO dba', current_database()); END $$`,
    /owner.members: curious is a member of the owner of the views/,
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), current_user); END $$;
      DROP ROLE curious; DROP ROLE contractor; DROP ROLE dba`,
  ],
  [
    'who acts as a stranger that acts as the provisioner',
    'CREATE ROLE stranger; GRANT atlas_provisioner TO stranger; CREATE ROLE curious; GRANT stranger TO curious',
    /provisioner.members: curious is a member of atlas_provisioner/,
    'DROP ROLE curious; DROP ROLE stranger',
  ],
  [
    'a role with the name of a profile that reads a base table, whom the provisioner may act as',
    `CREATE ROLE atlas_m_ghost; GRANT SELECT ON bank.clients TO atlas_m_ghost; GRANT atlas_m_ghost TO atlas_provisioner WITH INHERIT FALSE`,
    /provisioner.memberships: atlas_provisioner is a member of atlas_m_ghost/,
    'DROP OWNED BY atlas_m_ghost; DROP ROLE atlas_m_ghost',
  ],
  [
    'a role with the name of a profile that reads one column, whom the provisioner may make itself a member of',
    `CREATE ROLE atlas_m_ghost; GRANT SELECT (ssn) ON bank.clients TO atlas_m_ghost; GRANT atlas_m_ghost TO atlas_provisioner WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    /provisioner.memberships: atlas_provisioner is a member of atlas_m_ghost/,
    'DROP OWNED BY atlas_m_ghost; DROP ROLE atlas_m_ghost',
  ],
  [
    'a superuser with the name of a profile, whom the provisioner may act as',
    'CREATE ROLE atlas_m_ghost SUPERUSER; GRANT atlas_m_ghost TO atlas_provisioner WITH INHERIT FALSE',
    /provisioner.memberships: atlas_provisioner is a member of atlas_m_ghost/,
    'DROP ROLE atlas_m_ghost',
  ],
  [
    'a table that the owner of the views owns',
    'ALTER TABLE bank.moods OWNER TO atlas_masks',
    /owner.owns: the owner of the views, atlas_masks, owns table bank.moods/,
    `DO $$ BEGIN EXECUTE format('ALTER TABLE bank.moods OWNER TO %I', current_user); END $$; GRANT SELECT ON bank.moods TO atlas_masks`,
  ],
  [
    'a function of the owner of the views that reads with its rights',
    `CREATE FUNCTION bank.peek() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT ssn FROM bank.clients';
      ALTER FUNCTION bank.peek OWNER TO atlas_masks`,
    /owner.owns: the owner of the views, atlas_masks, owns function bank.peek\(\)/,
    'DROP FUNCTION bank.peek',
  ],
  [
    'a view of the owner’s outside the schemas of the profiles',
    'CREATE VIEW bank.peek AS SELECT ssn FROM bank.clients; ALTER VIEW bank.peek OWNER TO atlas_masks',
    /owner.owns: the owner of the views, atlas_masks, owns view bank.peek/,
    'DROP VIEW bank.peek',
  ],
  [
    'a view of the owner’s in the schema of somebody else, by the name of a profile’s',
    `CREATE SCHEMA atlas_m_mine; CREATE VIEW atlas_m_mine.peek AS SELECT ssn FROM bank.clients;
      ALTER VIEW atlas_m_mine.peek OWNER TO atlas_masks`,
    /owner.owns: the owner of the views, atlas_masks, owns view atlas_m_mine.peek/,
    'DROP SCHEMA atlas_m_mine CASCADE',
  ],
  [
    'default privileges of the owner of the views',
    'ALTER DEFAULT PRIVILEGES FOR ROLE atlas_masks GRANT SELECT ON TABLES TO PUBLIC',
    /owner.owns: the owner of the views, atlas_masks, owns default privileges on new relations/,
    'ALTER DEFAULT PRIVILEGES FOR ROLE atlas_masks REVOKE SELECT ON TABLES FROM PUBLIC',
  ],
  [
    'a function of the provisioner’s',
    `CREATE FUNCTION bank.give() RETURNS void LANGUAGE sql SECURITY DEFINER AS ''; ALTER FUNCTION bank.give OWNER TO atlas_provisioner`,
    /provisioner.owns: atlas_provisioner owns function bank.give\(\)/,
    'DROP FUNCTION bank.give',
  ],
  [
    'a stranger who may act as the provisioner',
    'CREATE ROLE stranger; GRANT atlas_provisioner TO stranger',
    /provisioner.members: stranger is a member of atlas_provisioner and may act as it/,
    'DROP ROLE stranger',
  ],
  [
    'an owner of the views that may not read what they show',
    'REVOKE SELECT ON bank.moods FROM atlas_masks',
    /owner.readable: the owner of the views, atlas_masks, cannot read bank.moods: .*GRANT SELECT ON bank.moods TO atlas_masks/,
    'GRANT SELECT ON bank.moods TO atlas_masks',
  ],
  [
    'an owner of the views that may read some of the columns only',
    'REVOKE SELECT ON bank.clients FROM atlas_masks; GRANT SELECT (id, name) ON bank.clients TO atlas_masks',
    /owner.readable: the owner of the views, atlas_masks, cannot read bank.clients/,
    'GRANT SELECT ON bank.clients TO atlas_masks; REVOKE SELECT (id, name) ON bank.clients FROM atlas_masks; GRANT SELECT ON bank.clients TO atlas_masks',
  ],
  [
    'an owner of the views that may not enter the schema',
    'REVOKE USAGE ON SCHEMA bank FROM atlas_masks',
    /owner.readable: the owner of the views, atlas_masks, cannot read bank.clients: GRANT USAGE ON SCHEMA bank TO atlas_masks/,
    'GRANT USAGE ON SCHEMA bank TO atlas_masks',
  ],
  [
    'an owner of the views that may log in',
    'ALTER ROLE atlas_masks LOGIN',
    /owner.attributes: the owner of the views, atlas_masks, may log in/,
    'ALTER ROLE atlas_masks NOLOGIN',
  ],
  [
    'an owner of the views that bypasses row security',
    'ALTER ROLE atlas_masks BYPASSRLS',
    /owner.attributes: the owner of the views, atlas_masks, bypasses row security/,
    'ALTER ROLE atlas_masks NOBYPASSRLS',
  ],
  [
    'a provisioner that is a superuser',
    'ALTER ROLE atlas_provisioner SUPERUSER',
    /provisioner.attributes: atlas_provisioner is a superuser/,
    'ALTER ROLE atlas_provisioner NOSUPERUSER',
  ],
  [
    'a provisioner that bypasses row security',
    'ALTER ROLE atlas_provisioner BYPASSRLS',
    /provisioner.attributes: atlas_provisioner bypasses row security/,
    'ALTER ROLE atlas_provisioner NOBYPASSRLS',
  ],
  [
    'an owner of the views that replicates',
    'ALTER ROLE atlas_masks REPLICATION',
    /owner.attributes: the owner of the views, atlas_masks, may replicate/,
    'ALTER ROLE atlas_masks NOREPLICATION',
  ],
  [
    'a provisioner that replicates',
    'ALTER ROLE atlas_provisioner REPLICATION',
    /provisioner.attributes: atlas_provisioner may replicate/,
    'ALTER ROLE atlas_provisioner NOREPLICATION',
  ],
  [
    'an owner of the views that may write a base table',
    'GRANT UPDATE (name), DELETE ON bank.clients TO atlas_masks',
    /owner.writes: the owner of the views, atlas_masks, may DELETE, UPDATE bank.clients/,
    'REVOKE UPDATE (name), DELETE ON bank.clients FROM atlas_masks',
  ],
  [
    'an owner of the views that owns a base table',
    'ALTER TABLE bank.other OWNER TO atlas_masks',
    /owner.writes: the owner of the views, atlas_masks, may DELETE, INSERT, .* bank.other/,
    'ALTER TABLE bank.other OWNER TO postgres',
  ],
  [
    'a provisioner that reads a base table',
    'GRANT USAGE ON SCHEMA bank TO atlas_provisioner; GRANT SELECT ON bank.clients TO atlas_provisioner',
    /provisioner.grants: atlas_provisioner may SELECT bank.clients/,
    'REVOKE ALL ON SCHEMA bank FROM atlas_provisioner; REVOKE ALL ON bank.clients FROM atlas_provisioner',
  ],
  [
    'a provisioner that passes on what the owner may',
    'GRANT atlas_masks TO atlas_provisioner WITH ADMIN TRUE, INHERIT FALSE',
    /provisioner.memberships: atlas_provisioner may give what the views' owner may to others/,
    'GRANT atlas_masks TO atlas_provisioner WITH ADMIN FALSE, INHERIT FALSE',
  ],
  [
    'a provisioner that is the owner all the time',
    'GRANT atlas_masks TO atlas_provisioner WITH INHERIT TRUE',
    /provisioner.attributes: atlas_provisioner inherits the rights of the views' owner/,
    'GRANT atlas_masks TO atlas_provisioner WITH INHERIT FALSE',
  ],
];

CREATE TABLE stadiums (id integer PRIMARY KEY, name text NOT NULL, city text NOT NULL, capacity integer NOT NULL, opened_year integer NOT NULL);
CREATE TABLE teams (id integer PRIMARY KEY, name text NOT NULL, stadium_id integer NOT NULL REFERENCES stadiums, founded_year integer NOT NULL, league text NOT NULL);
CREATE TABLE players (id integer PRIMARY KEY, name text NOT NULL, team_id integer NOT NULL REFERENCES teams, position text NOT NULL, age integer NOT NULL, goals integer NOT NULL, market_value numeric(12,2) NOT NULL);
INSERT INTO stadiums VALUES (1, 'Harbour Park', 'Porto', 42000, 1987), (2, 'Green Field', 'Leeds', 28000, 1954), (3, 'The Bowl', 'Turin', 61000, 2011), (4, 'Northside', 'Malmo', 19000, 2009);
INSERT INTO teams VALUES (1, 'Porto Rovers', 1, 1921, 'premier'), (2, 'Leeds Albion', 2, 1904, 'premier'), (3, 'Turin City', 3, 1935, 'premier'), (4, 'Malmo Nord', 4, 1968, 'second'), (5, 'Turin Sport', 3, 1972, 'second');
INSERT INTO players SELECT n, 'Player ' || n, 1 + n % 5, (ARRAY['goalkeeper', 'defender', 'midfielder', 'forward'])[1 + n * 3 % 4], 17 + n * 7 % 20, n * 11 % 23, 100000 + n * 91337 % 20000000 FROM generate_series(1, 100) n;

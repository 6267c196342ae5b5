CREATE TABLE airports (code text PRIMARY KEY, name text NOT NULL, city text NOT NULL, country text NOT NULL, elevation_m integer NOT NULL);
CREATE TABLE aircraft (aircraft_id integer PRIMARY KEY, model text NOT NULL, seats integer NOT NULL, range_km integer NOT NULL);
CREATE TABLE flights (
  flight_id integer PRIMARY KEY, origin text NOT NULL REFERENCES airports, destination text NOT NULL REFERENCES airports,
  aircraft_id integer NOT NULL REFERENCES aircraft, departs_on date NOT NULL, passengers integer NOT NULL, delay_minutes integer NOT NULL, cancelled boolean NOT NULL);
INSERT INTO airports VALUES ('OSL', 'Gardermoen', 'Oslo', 'Norway', 208), ('LIS', 'Portela', 'Lisbon', 'Portugal', 114), ('VIE', 'Schwechat', 'Vienna', 'Austria', 183),
  ('ATH', 'Venizelos', 'Athens', 'Greece', 94), ('PRG', 'Havel', 'Prague', 'Czechia', 380), ('BGO', 'Flesland', 'Bergen', 'Norway', 52);
INSERT INTO aircraft VALUES (1, 'A320', 180, 6100), (2, 'B738', 186, 5400), (3, 'E190', 106, 4500), (4, 'AT76', 72, 1500);
INSERT INTO flights SELECT n, (ARRAY['OSL', 'LIS', 'VIE', 'ATH', 'PRG', 'BGO'])[1 + n % 6], (ARRAY['LIS', 'VIE', 'ATH', 'PRG', 'BGO', 'OSL'])[1 + (n + n / 6 % 5) % 6],
  1 + n * 3 % 4, date '2026-01-01' + n % 165, 40 + n * 13 % 60, CASE WHEN n % 4 = 0 THEN n * 7 % 190 ELSE 0 END, n % 29 = 0
FROM generate_series(1, 400) n;

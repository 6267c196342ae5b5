CREATE TABLE wards (ward_id integer PRIMARY KEY, name text NOT NULL, floor integer NOT NULL, beds integer NOT NULL);
CREATE TABLE doctors (doctor_id integer PRIMARY KEY, name text NOT NULL, specialty text NOT NULL, hired_on date NOT NULL, salary numeric(10,2) NOT NULL);
CREATE TABLE admissions (
  admission_id integer PRIMARY KEY, ward_id integer NOT NULL REFERENCES wards, doctor_id integer NOT NULL REFERENCES doctors,
  admitted_on date NOT NULL, days_stayed integer NOT NULL, outcome text NOT NULL, cost numeric(10,2) NOT NULL);
INSERT INTO wards VALUES (1, 'Maternity', 1, 24), (2, 'Cardiology', 2, 30), (3, 'Oncology', 3, 18), (4, 'Pediatrics', 1, 20), (5, 'Surgery', 4, 36);
INSERT INTO doctors VALUES
  (1, 'Ines Moreau', 'cardiology', '2012-03-01', 142000), (2, 'Tom Baker', 'surgery', '2018-09-15', 155000),
  (3, 'Lena Vogel', 'oncology', '2020-01-10', 138000), (4, 'Omar Haddad', 'pediatrics', '2016-06-01', 121000),
  (5, 'Ruth Adler', 'surgery', '2009-11-20', 171000), (6, 'Piotr Nowak', 'obstetrics', '2022-05-05', 118000);
INSERT INTO admissions
SELECT n, 1 + n * 7 % 5, 1 + n * 11 % 6, date '2024-01-01' + n * 3 % 880, 1 + n * 13 % 17,
       (ARRAY['discharged', 'discharged', 'transferred', 'discharged', 'deceased'])[1 + n * 3 % 5], 400 + n * 37 % 9000
FROM generate_series(1, 240) n;

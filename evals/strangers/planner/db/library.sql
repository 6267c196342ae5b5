CREATE TABLE authors (author_id integer PRIMARY KEY, name text NOT NULL, country text NOT NULL, birth_year integer NOT NULL);
CREATE TABLE books (book_id integer PRIMARY KEY, title text NOT NULL, author_id integer NOT NULL REFERENCES authors, genre text NOT NULL, pages integer NOT NULL, published_year integer NOT NULL, price numeric(6,2) NOT NULL);
CREATE TABLE members (member_id integer PRIMARY KEY, name text NOT NULL, city text NOT NULL, joined_on date NOT NULL);
CREATE TABLE loans (loan_id integer PRIMARY KEY, book_id integer NOT NULL REFERENCES books, member_id integer NOT NULL REFERENCES members, borrowed_on date NOT NULL, returned_on date);
INSERT INTO authors VALUES (1, 'Nora Finch', 'Ireland', 1951), (2, 'Kenji Mori', 'Japan', 1938), (3, 'Alba Ruiz', 'Spain', 1970), (4, 'Peter Holm', 'Denmark', 1962), (5, 'Sana Aziz', 'Pakistan', 1985);
INSERT INTO books SELECT n, 'Volume ' || n, 1 + n * 3 % 5, (ARRAY['novel', 'poetry', 'history', 'science'])[1 + n * 5 % 4], 90 + n * 41 % 700, 1980 + n * 7 % 45, 5 + n * 3 % 40
FROM generate_series(1, 60) n;
INSERT INTO members SELECT n, (ARRAY['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'])[1 + n % 5] || ' ' || (ARRAY['Stone', 'Reed', 'Marsh', 'Hill'])[1 + n % 4], (ARRAY['Cork', 'Galway', 'Dublin'])[1 + n % 3], date '2019-01-01' + n * 37 % 2500
FROM generate_series(1, 40) n;
INSERT INTO loans SELECT n, 1 + n * 17 % 60, 1 + n * 23 % 39, date '2025-01-01' + n * 5 % 520, CASE WHEN n % 7 = 0 THEN NULL ELSE date '2025-01-01' + n * 5 % 520 + n % 30 END
FROM generate_series(1, 300) n;

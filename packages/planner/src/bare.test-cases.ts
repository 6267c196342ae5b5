/** Questions to schemas that nobody described, and the SQL they are read as. */
export const LIBRARY: readonly (readonly [question: string, sql: string])[] = [
  ['How many books are there?', 'SELECT COUNT(*) AS number_of_books FROM books b'],
  ['Which books are novels?', "SELECT b.title FROM books b WHERE b.genre = 'novel'"],
  [
    'Books by Jane Austen',
    "SELECT b.id, b.title FROM books b WHERE EXISTS (SELECT 1 FROM authors a WHERE a.id = b.author_id AND a.first_name = 'Jane' AND a.last_name = 'Austen')",
  ],
  [
    'List the names of authors from Russia',
    "SELECT a.first_name, a.last_name FROM authors a WHERE a.country = 'Russia'",
  ],
  [
    'What is the most expensive book?',
    'SELECT b.title FROM books b WHERE b.price = (SELECT MAX(b2.price) FROM books b2)',
  ],
  [
    'the 3 cheapest novels',
    "SELECT b.id, b.title, b.price FROM books b WHERE b.genre = 'novel' ORDER BY b.price ASC NULLS LAST, b.id LIMIT 3",
  ],
  ['Books from 1815', 'SELECT b.id, b.title FROM books b WHERE b.year = 1815'],
  ['Which books are available?', 'SELECT b.title FROM books b'],
  ['books that are not available', 'SELECT b.id, b.title FROM books b WHERE NOT b.is_available'],
  [
    'How many books did each author write?',
    'SELECT a.first_name, a.last_name, COUNT(*) AS number_of_books FROM books b JOIN authors a ON a.id = b.author_id GROUP BY a.id, a.first_name, a.last_name ORDER BY a.id, a.first_name, a.last_name',
  ],
  [
    'Which authors have written more than 2 books?',
    'SELECT a.first_name, a.last_name FROM authors a WHERE a.id IN (SELECT b.author_id FROM books b GROUP BY b.author_id HAVING COUNT(*) > 2)',
  ],
  [
    'Members who borrowed Emma',
    "SELECT m.id, m.name FROM members m WHERE EXISTS (SELECT 1 FROM borrowings b JOIN books b2 ON b2.id = b.book_id WHERE b.member_id = m.id AND b2.title = 'Emma')",
  ],
  [
    'Which members have never borrowed a book?',
    'SELECT m.name FROM members m WHERE NOT EXISTS (SELECT 1 FROM borrowings b JOIN books b2 ON b2.id = b.book_id WHERE b.member_id = m.id)',
  ],
  [
    'How many borrowings were there in May 2026?',
    "SELECT COUNT(*) AS number_of_borrowings FROM borrowings b WHERE b.borrowed_at >= TIMESTAMP '2026-05-01 00:00:00' AND b.borrowed_at < TIMESTAMP '2026-06-01 00:00:00'",
  ],
  ['Members in Texas', "SELECT m.id, m.name FROM members m WHERE m.state = 'TX'"],
  [
    'Members who joined in 2024',
    "SELECT m.id, m.name FROM members m WHERE m.joined_on >= DATE '2024-01-01' AND m.joined_on < DATE '2025-01-01'",
  ],
  [
    'Total fines per member',
    'SELECT m.name AS member_name, SUM(b.fine_amt) AS total_fine_amt FROM borrowings b JOIN members m ON m.id = b.member_id GROUP BY m.id, m.name ORDER BY m.id, m.name',
  ],
  [
    'Average price by genre',
    'SELECT b.genre, AVG(b.price) AS average_price FROM books b GROUP BY b.genre ORDER BY b.genre',
  ],
  ['What is the price of Emma?', "SELECT b.price FROM books b WHERE b.title = 'Emma'"],
  [
    'Which member has the most borrowings?',
    'SELECT m.name FROM members m JOIN (SELECT b.member_id, COUNT(*) AS value FROM borrowings b GROUP BY b.member_id) m1 ON m1.member_id = m.id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'Which genre has the highest average price?',
    'SELECT b.genre FROM books b WHERE b.genre IS NOT NULL GROUP BY b.genre ORDER BY AVG(b.price) DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'Who joined last year?',
    "SELECT m.name FROM members m WHERE m.joined_on >= DATE '2025-01-01' AND m.joined_on < DATE '2026-01-01'",
  ],
  ['How many distinct genres are there?', 'SELECT COUNT(DISTINCT b.genre) AS count_of_genre FROM books b'],
  [
    'What percentage of books are available?',
    'SELECT 100.0 * COUNT(*) FILTER (WHERE b.is_available) / NULLIF(COUNT(*), 0) AS percentage FROM books b',
  ],
  ['books with a price over 10', 'SELECT b.id, b.title FROM books b WHERE b.price > 10'],
  [
    'Average number of borrowings per member',
    'SELECT 1.0 * COUNT(*) / NULLIF(COUNT(DISTINCT b.member_id), 0) AS average_per_member_id FROM borrowings b',
  ],
  ['members and their emails', 'SELECT m.id, m.name, m.email FROM members m'],
  [
    'Books by Leo Tolstoy',
    "SELECT b.id, b.title FROM books b WHERE EXISTS (SELECT 1 FROM authors a WHERE a.id = b.author_id AND a.first_name = 'Leo' AND a.last_name = 'Tolstoy')",
  ],
  [
    'Which members borrowed a novel?',
    "SELECT m.name FROM members m WHERE EXISTS (SELECT 1 FROM borrowings b JOIN books b2 ON b2.id = b.book_id WHERE b.member_id = m.id AND b2.genre = 'novel')",
  ],
  [
    'How many members borrowed books in 2025?',
    "SELECT COUNT(*) AS number_of_members FROM members m WHERE EXISTS (SELECT 1 FROM borrowings b WHERE b.member_id = m.id AND b.borrowed_at >= TIMESTAMP '2025-01-01 00:00:00' AND b.borrowed_at < TIMESTAMP '2026-01-01 00:00:00' AND EXISTS (SELECT 1 FROM books b2 WHERE b2.id = b.book_id))",
  ],
  ['How expensive is Emma?', "SELECT b.price FROM books b WHERE b.title = 'Emma'"],
  ['What is the highest fine?', 'SELECT MAX(b.fine_amt) AS highest_fine_amt FROM borrowings b'],
  [
    'borrowings with no fine',
    'SELECT b.id, b.book_id, b.member_id, b.borrowed_at, b.returned_at, b.fine_amt FROM borrowings b WHERE b.fine_amt IS NULL',
  ],
  [
    'borrowings over $5',
    'SELECT b.id, b.book_id, b.member_id, b.borrowed_at, b.returned_at, b.fine_amt FROM borrowings b WHERE b.fine_amt > 5',
  ],
  ['novels over $20', "SELECT b.id, b.title FROM books b WHERE b.genre = 'novel' AND b.price > 20"],
  ['Members from NY', "SELECT m.id, m.name FROM members m WHERE m.state = 'NY'"],
  ['What is the average fine?', 'SELECT AVG(b.fine_amt) AS average_fine_amt FROM borrowings b'],
  [
    'Which author has the most books?',
    'SELECT a.first_name, a.last_name FROM authors a JOIN (SELECT b.author_id, COUNT(*) AS value FROM books b GROUP BY b.author_id) m1 ON m1.author_id = a.id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'Which members have borrowed more than 3 books?',
    'SELECT m.name FROM members m WHERE m.id IN (SELECT b.member_id FROM borrowings b JOIN books b2 ON b2.id = b.book_id GROUP BY b.member_id HAVING COUNT(DISTINCT b2.id) > 3)',
  ],
  [
    'borrowings not returned',
    'SELECT b.id, b.book_id, b.member_id, b.borrowed_at, b.returned_at, b.fine_amt FROM borrowings b WHERE b.returned_at IS NULL',
  ],
  [
    'borrowings that have not been returned',
    'SELECT b.id, b.book_id, b.member_id, b.borrowed_at, b.returned_at, b.fine_amt FROM borrowings b WHERE b.returned_at IS NULL',
  ],
  ['books longer than 300 pages', 'SELECT b.id, b.title FROM books b WHERE b.page_count > 300'],
  [
    'members who borrowed books from 1815',
    "SELECT m.id, m.name FROM members m WHERE EXISTS (SELECT 1 FROM borrowings b WHERE b.member_id = m.id AND b.borrowed_at >= TIMESTAMP '1815-01-01 00:00:00' AND b.borrowed_at < TIMESTAMP '1816-01-01 00:00:00' AND EXISTS (SELECT 1 FROM books b2 WHERE b2.id = b.book_id))",
  ],
  [
    'How many pages does Emma have?',
    "SELECT SUM(b.page_count) AS total_page_count FROM books b WHERE b.title = 'Emma'",
  ],
];

export const SHIPPING: readonly (readonly [question: string, sql: string])[] = [
  [
    'How many shipments are there per customer?',
    'SELECT s2.shcustname AS customer_shcustname, COUNT(*) AS number_of_shipments FROM shshipment s JOIN shcustomer s2 ON s2.shcustid = s.shshipmentcustid GROUP BY s2.shcustid, s2.shcustname ORDER BY s2.shcustid, s2.shcustname',
  ],
  [
    'Total weight by customer country',
    'SELECT s2.shcustcountry AS customer_shcustcountry, SUM(s.shshipmentweight) AS total_shshipmentweight FROM shshipment s JOIN shcustomer s2 ON s2.shcustid = s.shshipmentcustid GROUP BY s2.shcustcountry ORDER BY s2.shcustcountry',
  ],
  ['Which customers are from Chile?', "SELECT s.shcustname FROM shcustomer s WHERE s.shcustcountry = 'chile'"],
  [
    'List lost shipments',
    "SELECT s.shshipmentid, s.shshipmentcustid, s.shshipmentvesselid, s.shshipmentstatus, s.shshipmentweight, s.shshipmentdate FROM shshipment s WHERE s.shshipmentstatus = 'lost'",
  ],
  [
    'the fastest vessel',
    'SELECT s.shvesselid, s.shvesselname FROM shvessel s WHERE s.shvesselspeed = (SELECT MAX(s2.shvesselspeed) FROM shvessel s2)',
  ],
  ['Average length of vessels', 'SELECT AVG(s.shvessellength) AS average_shvessellength FROM shvessel s'],
  [
    'Total weight of delivered shipments in 2025',
    "SELECT SUM(s.shshipmentweight) AS total_shshipmentweight FROM shshipment s WHERE s.shshipmentstatus = 'delivered' AND s.shshipmentdate >= DATE '2025-01-01' AND s.shshipmentdate < DATE '2026-01-01'",
  ],
  [
    'Top 3 customers by number of shipments',
    'SELECT s.shcustid, s.shcustname, m1.value AS number_of_shipments FROM shcustomer s JOIN (SELECT s2.shshipmentcustid, COUNT(*) AS value FROM shshipment s2 GROUP BY s2.shshipmentcustid) m1 ON m1.shshipmentcustid = s.shcustid ORDER BY m1.value DESC NULLS LAST, s.shcustid LIMIT 3',
  ],
];

export const PORTS: readonly (readonly [question: string, sql: string])[] = [
  ['Which ports are there?', 'SELECT p.port_name FROM port p'],
  ['list calls in bergen', "SELECT DISTINCT c.call_name FROM call c WHERE c.harbour = 'bergen'"],
  ['how many calls are there', 'SELECT COUNT(DISTINCT c.call_name) AS count_of_call_name FROM call c'],
  ['depth of bergen', "SELECT p.depth FROM port p WHERE p.port_name = 'bergen'"],
  [
    'Which port has the most calls?',
    'SELECT p.port_name FROM port p JOIN (SELECT c.harbour, COUNT(DISTINCT c.call_name) AS value FROM call c GROUP BY c.harbour) m1 ON m1.harbour = p.port_name ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
];

CREATE TABLE suppliers (supplier_id integer PRIMARY KEY, company_name varchar(60) NOT NULL, country varchar(30) NOT NULL);
CREATE TABLE products (product_id integer PRIMARY KEY, product_name varchar(60) NOT NULL, supplier_id integer NOT NULL REFERENCES suppliers, category varchar(20) NOT NULL, unit_price numeric(8,2) NOT NULL, in_stock integer NOT NULL, discontinued boolean NOT NULL);
CREATE TABLE orders (order_id integer PRIMARY KEY, customer_name varchar(60) NOT NULL, ship_country varchar(30) NOT NULL, ordered_at timestamp NOT NULL, status varchar(12) NOT NULL);
CREATE TABLE order_lines (order_id integer NOT NULL REFERENCES orders, line_no integer NOT NULL, product_id integer NOT NULL REFERENCES products, quantity integer NOT NULL, discount_pct numeric(4,1) NOT NULL, PRIMARY KEY (order_id, line_no));
INSERT INTO suppliers VALUES (1, 'Alpine Dairy', 'Switzerland'), (2, 'Basque Oils', 'Spain'), (3, 'Cove Fishers', 'Iceland'), (4, 'Delta Grain', 'France');
INSERT INTO products SELECT n, (ARRAY['Cheese', 'Oil', 'Cod', 'Flour', 'Butter', 'Olives'])[1 + n % 6] || ' no. ' || n, 1 + n % 4, (ARRAY['dairy', 'pantry', 'seafood', 'bakery'])[1 + n % 4], 2 + n * 7 % 60, n * 31 % 140, n % 11 = 0
FROM generate_series(1, 44) n;
INSERT INTO orders SELECT n, 'Buyer ' || n % 37, (ARRAY['France', 'Spain', 'Austria', 'Italy'])[1 + n % 4], timestamp '2025-07-01 08:00' + n * 31 % 340 * interval '1 day', (ARRAY['shipped', 'shipped', 'pending', 'returned'])[1 + n * 3 % 4]
FROM generate_series(1, 180) n;
INSERT INTO order_lines SELECT o, l, 1 + (o * 5 + l * 9) % 43, 1 + (o + l) % 12, CASE WHEN (o + l) % 5 = 0 THEN 10 ELSE 0 END
FROM generate_series(1, 180) o, generate_series(1, 4) l WHERE (o + l) % 3 > 0;

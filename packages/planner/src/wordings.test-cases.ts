/** Questions and the SQL they are read as; `{loan}` stands for every column of a loan. */
export const WORDINGS: readonly (readonly [question: string, sql: string])[] = [
  [
    'Which customer has the highest interest rate?',
    'SELECT c.full_name FROM customers c JOIN (SELECT lp.customer_id, MAX(lp.interest_rate) AS value FROM loan_portfolio lp GROUP BY lp.customer_id) m1 ON m1.customer_id = c.customer_id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'loans of the 3 customers with the highest annual income',
    'SELECT {loan} FROM loan_portfolio lp WHERE EXISTS (SELECT 1 FROM customers c WHERE c.customer_id = lp.customer_id AND c.customer_id IN (SELECT c2.customer_id FROM customers c2 ORDER BY c2.annual_income DESC NULLS LAST, c2.customer_id LIMIT 3))',
  ],
  [
    'loans of the branch with the most customers',
    'SELECT {loan} FROM loan_portfolio lp WHERE EXISTS (SELECT 1 FROM branches b WHERE b.branch_id = lp.branch_id AND b.branch_id IN (SELECT b2.branch_id FROM branches b2 JOIN (SELECT c.branch_id, COUNT(*) AS value FROM customers c GROUP BY c.branch_id) m1 ON m1.branch_id = b2.branch_id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES))',
  ],
  [
    'customers of branches with an average credit score below 600',
    'SELECT c.customer_id, c.full_name FROM customers c WHERE EXISTS (SELECT 1 FROM branches b WHERE b.branch_id = c.branch_id AND b.branch_id IN (SELECT c2.branch_id FROM customers c2 GROUP BY c2.branch_id HAVING AVG(c2.credit_score) < 600))',
  ],
  [
    'What is the average loan by region?',
    'SELECT b.region AS branch_region, AVG(lp.amount) AS average_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.region ORDER BY b.region',
  ],
  [
    'List each branch with its number of customers and average credit score',
    'SELECT b.name, COALESCE(m1.value, 0) AS number_of_customers, m2.value AS average_credit_score FROM branches b LEFT JOIN (SELECT c.branch_id, COUNT(*) AS value FROM customers c GROUP BY c.branch_id) m1 ON m1.branch_id = b.branch_id JOIN (SELECT c2.branch_id, AVG(c2.credit_score) AS value FROM customers c2 GROUP BY c2.branch_id) m2 ON m2.branch_id = b.branch_id',
  ],
  [
    'Customers in Paris or Rome',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE c.city IN ('Paris', 'Rome')",
  ],
  [
    'How many customers are in Paris?',
    "SELECT COUNT(*) AS number_of_customers FROM customers c WHERE c.city = 'Paris'",
  ],
  [
    'customers whose full name starts with "An"',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE c.full_name ILIKE 'An%'",
  ],
  [
    'customers whose full name ends with "son"',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE c.full_name ILIKE '%son'",
  ],
  ['Loans not in the EU', "SELECT {loan} FROM loan_portfolio lp WHERE lp.jurisdiction <> 'EU'"],
  ['loans except mortgages', "SELECT {loan} FROM loan_portfolio lp WHERE lp.loan_type <> 'mortgage'"],
  [
    'Which loan types have more than 100 loans?',
    'SELECT lp.loan_type FROM loan_portfolio lp GROUP BY lp.loan_type HAVING COUNT(*) > 100 ORDER BY lp.loan_type',
  ],
  [
    'Which branches have at most 5 customers?',
    'SELECT b.name FROM branches b WHERE (SELECT COUNT(*) FROM customers c WHERE c.branch_id = b.branch_id) <= 5',
  ],
  [
    'Customers with 0 loans',
    'SELECT c.customer_id, c.full_name FROM customers c WHERE (SELECT COUNT(*) FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id) = 0',
  ],
  ['Loans ordered by amount', 'SELECT {loan} FROM loan_portfolio lp ORDER BY lp.amount ASC NULLS LAST, lp.loan_id'],
  [
    'loan count by branch, highest first',
    'SELECT b.name AS branch_name, COUNT(*) AS number_of_loans FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.branch_id, b.name ORDER BY COUNT(*) DESC NULLS LAST, b.branch_id, b.name',
  ],
  [
    'How many customers do not have loans?',
    'SELECT COUNT(*) AS number_of_customers FROM customers c WHERE NOT EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id)',
  ],
  [
    'Which branches have the fewest customers?',
    'SELECT b.name, COALESCE(m1.value, 0) AS number_of_customers FROM branches b LEFT JOIN (SELECT c.branch_id, COUNT(*) AS value FROM customers c GROUP BY c.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY COALESCE(m1.value, 0) ASC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'smallest loan',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount = (SELECT MIN(lp2.amount) FROM loan_portfolio lp2)',
  ],
  [
    'Which branches have the lowest total amount?',
    'SELECT b.name, m1.value AS total_amount FROM branches b JOIN (SELECT lp.branch_id, SUM(lp.amount) AS value FROM loan_portfolio lp GROUP BY lp.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value ASC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'the 3 branches with the lowest number of customers',
    'SELECT b.branch_id, b.name, COALESCE(m1.value, 0) AS number_of_customers FROM branches b LEFT JOIN (SELECT c.branch_id, COUNT(*) AS value FROM customers c GROUP BY c.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY COALESCE(m1.value, 0) ASC NULLS LAST, b.branch_id LIMIT 3',
  ],
  [
    'Which customers joined before 2020 and have a credit score over 700?',
    "SELECT c.full_name FROM customers c WHERE c.credit_score > 700 AND c.customer_since < DATE '2020-01-01'",
  ],
  [
    'mortgages with a rate of at most 4%',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.interest_rate <= 4 AND lp.loan_type = 'mortgage'",
  ],
  ['Loans with at least 12 months term', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.term_months >= 12'],
  [
    'Loans where the risk rating is high and the status is active',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.risk_rating = 'HIGH' AND lp.status = 'active'",
  ],
  [
    'active auto or business loans',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.loan_type IN ('auto', 'business') AND lp.status = 'active'",
  ],
  [
    'Average amount of active mortgages in each region',
    "SELECT b.region AS branch_region, AVG(lp.amount) AS average_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' AND lp.status = 'active' GROUP BY b.region ORDER BY b.region",
  ],
  [
    'Customers with at least 3 delinquent loans',
    'SELECT c.customer_id, c.full_name FROM customers c WHERE c.customer_id IN (SELECT lp.customer_id FROM loan_portfolio lp WHERE lp.days_past_due > 30 GROUP BY lp.customer_id HAVING COUNT(*) >= 3)',
  ],
  [
    'Customers with delinquent loans in the EU',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.days_past_due > 30 AND lp.jurisdiction = 'EU')",
  ],
  [
    'What is the total amount of loans to private customers?',
    "SELECT SUM(lp.amount) AS total_amount FROM loan_portfolio lp WHERE EXISTS (SELECT 1 FROM customers c WHERE c.customer_id = lp.customer_id AND c.segment = 'private')",
  ],
  [
    'How many mortgages are there?',
    "SELECT COUNT(*) AS number_of_loans FROM loan_portfolio lp WHERE lp.loan_type = 'mortgage'",
  ],
  [
    'Loans of customers in the private segment',
    "SELECT {loan} FROM loan_portfolio lp WHERE EXISTS (SELECT 1 FROM customers c WHERE c.customer_id = lp.customer_id AND c.segment = 'private')",
  ],
  [
    'number of delinquent loans per segment',
    'SELECT c.segment AS customer_segment, COUNT(*) AS number_of_loans FROM loan_portfolio lp JOIN customers c ON c.customer_id = lp.customer_id WHERE lp.days_past_due > 30 GROUP BY c.segment ORDER BY c.segment',
  ],
  ['How many segments are there?', 'SELECT COUNT(DISTINCT c.segment) AS count_of_segment FROM customers c'],
  [
    'Show the customers of the branch "Harbour"',
    "SELECT c.customer_id, c.branch_id, c.full_name, c.email, c.city, c.segment, c.credit_score, c.annual_income, c.is_pep, c.birth_date, c.customer_since, c.jurisdiction FROM customers c WHERE EXISTS (SELECT 1 FROM branches b WHERE b.branch_id = c.branch_id AND b.name = 'Harbour')",
  ],
  [
    'Show all branches',
    'SELECT b.branch_id, b.name, b.region, b.city, b.employee_count, b.opened_date, b.jurisdiction FROM branches b',
  ],
  ['List the segments', 'SELECT DISTINCT c.segment FROM customers c'],
  [
    'Which customers have a loan in default?',
    "SELECT c.full_name FROM customers c WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.status = 'default')",
  ],
  [
    'Is there a loan over $20M?',
    'SELECT EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.amount > 20000000) AS answer',
  ],
  [
    'How many customers per loan type?',
    'SELECT lp.loan_type, COUNT(DISTINCT c.customer_id) AS count_of_customer_id FROM loan_portfolio lp JOIN customers c ON c.customer_id = lp.customer_id GROUP BY lp.loan_type ORDER BY lp.loan_type',
  ],
  [
    'Total amount and average interest rate by loan type',
    'SELECT lp.loan_type, SUM(lp.amount) AS total_amount, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp GROUP BY lp.loan_type ORDER BY lp.loan_type',
  ],
  [
    'average interest rate of mortgage versus auto loans',
    "SELECT lp.loan_type, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp WHERE lp.loan_type IN ('mortgage', 'auto') GROUP BY lp.loan_type ORDER BY lp.loan_type",
  ],
  [
    'Which loans were originated last year and mature this year?',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.maturity_date >= DATE '2026-01-01' AND lp.maturity_date < DATE '2027-01-01' AND lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2026-01-01'",
  ],
  [
    'percentage of customers with alerts',
    'SELECT 100.0 * COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM aml_alerts aa WHERE aa.customer_id = c.customer_id)) / NULLIF(COUNT(*), 0) AS percentage FROM customers c',
  ],
  [
    'share of customers who have a mortgage',
    "SELECT 1.0 * COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.loan_type = 'mortgage')) / NULLIF(COUNT(*), 0) AS share FROM customers c",
  ],
  [
    'share of delinquent loans per branch',
    'SELECT b.name AS branch_name, 1.0 * COUNT(*) FILTER (WHERE lp.days_past_due > 30) / NULLIF(COUNT(*), 0) AS share FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.branch_id, b.name ORDER BY b.branch_id, b.name',
  ],
  [
    'the loan with the highest interest rate',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.interest_rate = (SELECT MAX(lp2.interest_rate) FROM loan_portfolio lp2)',
  ],
  [
    'loans with the lowest interest rate in the EU',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.jurisdiction = 'EU' AND lp.interest_rate = (SELECT MIN(lp2.interest_rate) FROM loan_portfolio lp2 WHERE lp2.jurisdiction = 'EU')",
  ],
  [
    'List the 10 oldest loans',
    'SELECT {loan} FROM loan_portfolio lp ORDER BY lp.origination_date ASC NULLS LAST, lp.loan_id LIMIT 10',
  ],
  [
    'Who are the customers with the 5 highest credit scores?',
    'SELECT c.full_name, c.credit_score FROM customers c ORDER BY c.credit_score DESC NULLS LAST, c.customer_id LIMIT 5',
  ],
  [
    'customers who have no alerts since 2025',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM aml_alerts aa WHERE aa.customer_id = c.customer_id AND aa.created_at >= TIMESTAMPTZ '2025-01-01 00:00:00+00:00')",
  ],
  ['Loans worth more than $1M', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 1000000'],
  ['Loans under 10k', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount < 10000'],
  ['Loans of exactly $50,000', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount = 50000'],
  [
    'customers born before 1960',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE c.birth_date < DATE '1960-01-01'",
  ],
  [
    'How many loans over 1 million are there in each region?',
    'SELECT b.region AS branch_region, COUNT(*) AS number_of_loans FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.amount > 1000000 GROUP BY b.region ORDER BY b.region',
  ],
  [
    'Which branch has the most employees?',
    'SELECT b.name FROM branches b WHERE b.employee_count = (SELECT MAX(b2.employee_count) FROM branches b2)',
  ],
];

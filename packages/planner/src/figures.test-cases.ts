/** Questions and the SQL they are read as; `{loan}` stands for every column of a loan. */
export const FIGURES: readonly (readonly [question: string, sql: string])[] = [
  [
    'Minimum and maximum interest rate of mortgages',
    "SELECT MIN(lp.interest_rate) AS lowest_interest_rate, MAX(lp.interest_rate) AS highest_interest_rate FROM loan_portfolio lp WHERE lp.loan_type = 'mortgage'",
  ],
  [
    'What is the median loan amount?',
    'SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY lp.amount) AS median_amount FROM loan_portfolio lp',
  ],
  [
    'What is the highest interest rate?',
    'SELECT MAX(lp.interest_rate) AS highest_interest_rate FROM loan_portfolio lp',
  ],
  [
    'How many employees work at branches in the EU?',
    "SELECT SUM(b.employee_count) AS total_employee_count FROM branches b WHERE b.jurisdiction = 'EU'",
  ],
  ['Average number of employees per branch', 'SELECT AVG(b.employee_count) AS average_employee_count FROM branches b'],
  [
    'What is the average number of loans per customer?',
    'SELECT 1.0 * COUNT(*) / NULLIF(COUNT(DISTINCT lp.customer_id), 0) AS average_per_customer_id FROM loan_portfolio lp',
  ],
  [
    'How many different loan types are there?',
    'SELECT COUNT(DISTINCT lp.loan_type) AS count_of_loan_type FROM loan_portfolio lp',
  ],
  ['What loan types are there?', 'SELECT DISTINCT lp.loan_type FROM loan_portfolio lp'],
  [
    'What is the most common loan type?',
    'SELECT lp.loan_type FROM loan_portfolio lp WHERE lp.loan_type IS NOT NULL GROUP BY lp.loan_type ORDER BY COUNT(*) DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'Which region has the most branches?',
    'SELECT b.region FROM branches b WHERE b.region IS NOT NULL GROUP BY b.region ORDER BY COUNT(*) DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'Which loan types have an average interest rate above 8%?',
    'SELECT lp.loan_type FROM loan_portfolio lp GROUP BY lp.loan_type HAVING AVG(lp.interest_rate) > 8 ORDER BY lp.loan_type',
  ],
  [
    'Regions with more than 10 branches',
    'SELECT b.region FROM branches b GROUP BY b.region HAVING COUNT(*) > 10 ORDER BY b.region',
  ],
  [
    'top 3 regions by number of customers',
    'SELECT b.region AS branch_region, COUNT(*) AS number_of_customers FROM customers c JOIN branches b ON b.branch_id = c.branch_id WHERE b.region IS NOT NULL GROUP BY b.region ORDER BY COUNT(*) DESC NULLS LAST, b.region LIMIT 3',
  ],
  [
    'top 3 loan types by amount',
    'SELECT lp.loan_type, SUM(lp.amount) AS total_amount FROM loan_portfolio lp WHERE lp.loan_type IS NOT NULL GROUP BY lp.loan_type ORDER BY SUM(lp.amount) DESC NULLS LAST, lp.loan_type LIMIT 3',
  ],
  [
    'What percentage of loans are delinquent?',
    'SELECT 100.0 * COUNT(*) FILTER (WHERE lp.days_past_due > 30) / NULLIF(COUNT(*), 0) AS percentage FROM loan_portfolio lp',
  ],
  [
    'What share of the outstanding balance of loans is high risk?',
    "SELECT 1.0 * SUM(lp.outstanding_balance) FILTER (WHERE lp.risk_rating = 'HIGH') / NULLIF(SUM(lp.outstanding_balance), 0) AS share FROM loan_portfolio lp",
  ],
  [
    'Ratio of high-risk loans to all loans',
    "SELECT 1.0 * COUNT(*) FILTER (WHERE lp.risk_rating = 'HIGH') / NULLIF(COUNT(*), 0) AS share FROM loan_portfolio lp",
  ],
  [
    'percentage of mortgages that are delinquent by region',
    "SELECT b.region AS branch_region, 100.0 * COUNT(*) FILTER (WHERE lp.days_past_due > 30) / NULLIF(COUNT(*), 0) AS percentage FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  ],
  [
    'compare average interest rate of mortgage and auto loans',
    "SELECT lp.loan_type, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp WHERE lp.loan_type IN ('mortgage', 'auto') GROUP BY lp.loan_type ORDER BY lp.loan_type",
  ],
  [
    'Average credit score of customers with delinquent loans',
    'SELECT AVG(c.credit_score) AS average_credit_score FROM customers c WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.days_past_due > 30)',
  ],
  [
    'total outstanding balance of customers in the EU',
    "SELECT SUM(lp.outstanding_balance) AS total_outstanding_balance FROM loan_portfolio lp WHERE EXISTS (SELECT 1 FROM customers c WHERE c.customer_id = lp.customer_id AND c.jurisdiction = 'EU')",
  ],
  [
    'Average interest rate by loan type for loans originated after 2023',
    "SELECT lp.loan_type, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2024-01-01' GROUP BY lp.loan_type ORDER BY lp.loan_type",
  ],
  [
    'Outstanding balance by region',
    'SELECT b.region AS branch_region, SUM(lp.outstanding_balance) AS total_outstanding_balance FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.region ORDER BY b.region',
  ],
  [
    'How much is outstanding on auto loans in the EU?',
    "SELECT SUM(lp.outstanding_balance) AS total_outstanding_balance FROM loan_portfolio lp WHERE lp.jurisdiction = 'EU' AND lp.loan_type = 'auto'",
  ],
  [
    'Loans by branch and risk rating',
    'SELECT b.name AS branch_name, lp.risk_rating, COUNT(*) AS number_of_loans FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.branch_id, b.name, lp.risk_rating ORDER BY b.branch_id, b.name, lp.risk_rating',
  ],
  [
    'Show the branch name and total amount for each branch',
    'SELECT b.name AS branch_name, SUM(lp.amount) AS total_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.branch_id, b.name ORDER BY b.branch_id, b.name',
  ],
  [
    'List each branch with its number of customers',
    'SELECT b.name, COALESCE(m1.value, 0) AS number_of_customers FROM branches b LEFT JOIN (SELECT c.branch_id, COUNT(*) AS value FROM customers c GROUP BY c.branch_id) m1 ON m1.branch_id = b.branch_id',
  ],
  [
    'Loan types with their average amount',
    'SELECT lp.loan_type, AVG(lp.amount) AS average_amount FROM loan_portfolio lp GROUP BY lp.loan_type ORDER BY lp.loan_type',
  ],
  [
    'Show the loan amount and interest rate of high-risk loans',
    "SELECT lp.amount, lp.interest_rate FROM loan_portfolio lp WHERE lp.risk_rating = 'HIGH'",
  ],
  [
    "Show loans over $2M with the customer's name and email",
    'SELECT {loan}, c.full_name, c.email AS customer_email FROM loan_portfolio lp JOIN customers c ON c.customer_id = lp.customer_id WHERE lp.amount > 2000000',
  ],
  ['branch names and regions', 'SELECT b.name, b.region FROM branches b'],
  ['What is the email of customer 12?', 'SELECT c.email FROM customers c WHERE c.customer_id = 12'],
  ['When was loan 12 originated?', 'SELECT lp.origination_date FROM loan_portfolio lp WHERE lp.loan_id = 12'],
  [
    'Is loan 12 delinquent?',
    'SELECT EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.days_past_due > 30 AND lp.loan_id = 12) AS answer',
  ],
  [
    'Do any UK customers have open alerts?',
    "SELECT EXISTS (SELECT 1 FROM customers c WHERE c.jurisdiction = 'UK' AND EXISTS (SELECT 1 FROM aml_alerts aa WHERE aa.customer_id = c.customer_id AND aa.status = 'open')) AS answer",
  ],
  [
    'Are there any loans over $5M?',
    'SELECT EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.amount > 5000000) AS answer',
  ],
  [
    'Show me 5 customers',
    'SELECT c.customer_id, c.branch_id, c.full_name, c.email, c.city, c.segment, c.credit_score, c.annual_income, c.is_pep, c.birth_date, c.customer_since, c.jurisdiction FROM customers c ORDER BY c.customer_id LIMIT 5',
  ],
  [
    'List loans over $1M sorted by amount descending',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 1000000 ORDER BY lp.amount DESC NULLS LAST, lp.loan_id',
  ],
  [
    'customers ranked by annual income, top 3',
    'SELECT c.customer_id, c.full_name, c.annual_income FROM customers c ORDER BY c.annual_income DESC NULLS LAST, c.customer_id LIMIT 3',
  ],
  [
    'total amount by region, highest first',
    'SELECT b.region AS branch_region, SUM(lp.amount) AS total_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.region ORDER BY SUM(lp.amount) DESC NULLS LAST, b.region',
  ],
  [
    'Which customers have loans over $1M or alerts?',
    'SELECT c.full_name FROM customers c WHERE (EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.amount > 1000000) OR EXISTS (SELECT 1 FROM aml_alerts aa WHERE aa.customer_id = c.customer_id))',
  ],
  [
    'loans over $1M or past due more than 90 days',
    'SELECT {loan} FROM loan_portfolio lp WHERE (lp.amount > 1000000 OR lp.days_past_due > 90)',
  ],
  [
    'How many loans did we originate in 2025?',
    "SELECT COUNT(*) AS number_of_loans FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2026-01-01'",
  ],
  [
    'How many loans did branches in the EU make in 2025?',
    "SELECT COUNT(*) AS number_of_loans FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2026-01-01' AND EXISTS (SELECT 1 FROM branches b WHERE b.branch_id = lp.branch_id AND b.jurisdiction = 'EU')",
  ],
  [
    'Which branch does customer 10 belong to?',
    'SELECT b.name FROM branches b WHERE EXISTS (SELECT 1 FROM customers c WHERE c.branch_id = b.branch_id AND c.customer_id = 10)',
  ],
  [
    'How are customers distributed across segments?',
    'SELECT c.segment, COUNT(*) AS number_of_customers FROM customers c GROUP BY c.segment ORDER BY c.segment',
  ],
  [
    'How does the average amount differ by region?',
    'SELECT b.region AS branch_region, AVG(lp.amount) AS average_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.region ORDER BY b.region',
  ],
  [
    'alerts created yesterday',
    "SELECT aa.alert_id, aa.customer_id, aa.status, aa.severity, aa.created_at, aa.closed_at, aa.jurisdiction FROM aml_alerts aa WHERE aa.created_at >= TIMESTAMPTZ '2026-06-29 00:00:00+00:00' AND aa.created_at < TIMESTAMPTZ '2026-06-30 00:00:00+00:00'",
  ],
  [
    'alerts created in the last 7 days',
    "SELECT aa.alert_id, aa.customer_id, aa.status, aa.severity, aa.created_at, aa.closed_at, aa.jurisdiction FROM aml_alerts aa WHERE aa.created_at >= TIMESTAMPTZ '2026-06-23 00:00:00+00:00' AND aa.created_at < TIMESTAMPTZ '2026-07-01 00:00:00+00:00'",
  ],
  [
    'loans originated in Q1 2026',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2026-01-01' AND lp.origination_date < DATE '2026-04-01'",
  ],
  [
    'loans originated in the first half of 2025',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2025-07-01'",
  ],
  [
    'loans originated before 2020',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.origination_date < DATE '2020-01-01'",
  ],
  [
    'loans originated on 2025-03-14',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-03-14' AND lp.origination_date < DATE '2025-03-15'",
  ],
  [
    'loans originated on or after 1 March 2025',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-03-01'",
  ],
  [
    'loans originated year to date',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2026-01-01' AND lp.origination_date < DATE '2026-07-01'",
  ],
];

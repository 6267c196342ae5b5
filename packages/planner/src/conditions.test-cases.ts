/** Questions and the SQL they are read as; `{loan}` stands for every column of a loan. */
export const CONDITIONS: readonly (readonly [question: string, sql: string])[] = [
  [
    'Show all high-risk loans over $1M',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 1000000 AND lp.risk_rating = 'HIGH'",
  ],
  [
    'Which loans are high or medium risk?',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.risk_rating IN ('HIGH', 'MEDIUM')",
  ],
  [
    'loans over one million dollars that are not high risk',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 1000000 AND lp.risk_rating <> 'HIGH'",
  ],
  [
    'Show loans with an interest rate between 3% and 5%',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.interest_rate <= 5 AND lp.interest_rate >= 3',
  ],
  ['Loans with a term longer than 20 years', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.term_months > 240'],
  ['Loans more than 60 days past due', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.days_past_due > 60'],
  ['Loans past due by more than 60 days', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.days_past_due > 60'],
  [
    'Show loans originated since March',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2026-03-01'",
  ],
  [
    'Loans maturing in the next 90 days',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.maturity_date >= DATE '2026-07-01' AND lp.maturity_date < DATE '2026-09-29'",
  ],
  [
    'Loans originated between January 2025 and March 2025',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2025-04-01'",
  ],
  [
    'loans originated in 2024 and 2025',
    "SELECT {loan} FROM loan_portfolio lp WHERE (lp.origination_date >= DATE '2024-01-01' AND lp.origination_date < DATE '2025-01-01' OR lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2026-01-01')",
  ],
  ['Loans with no collateral', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.collateral_value IS NULL'],
  [
    'Loans where the outstanding balance is greater than the collateral value',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.outstanding_balance > lp.collateral_value',
  ],
  [
    'Loans with an interest rate higher than the average',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.interest_rate > (SELECT AVG(lp2.interest_rate) FROM loan_portfolio lp2)',
  ],
  [
    'Loans larger than the average loan',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > (SELECT AVG(lp2.amount) FROM loan_portfolio lp2)',
  ],
  ['Loans of customer 42', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.customer_id = 42'],
  ['Which customers are not politically exposed?', 'SELECT c.full_name FROM customers c WHERE NOT c.is_pep'],
  [
    'Customers in the EU or UK with loans over 500k',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE c.jurisdiction IN ('EU', 'UK') AND EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.amount > 500000)",
  ],
  ['customers in London', "SELECT c.customer_id, c.full_name FROM customers c WHERE c.city = 'London'"],
  [
    'Which customers have neither a mortgage nor an auto loan?',
    "SELECT c.full_name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.loan_type = 'auto') AND NOT EXISTS (SELECT 1 FROM loan_portfolio lp2 WHERE lp2.customer_id = c.customer_id AND lp2.loan_type = 'mortgage')",
  ],
  [
    'Which customers have a mortgage and an auto loan?',
    "SELECT c.full_name FROM customers c WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.loan_type = 'auto') AND EXISTS (SELECT 1 FROM loan_portfolio lp2 WHERE lp2.customer_id = c.customer_id AND lp2.loan_type = 'mortgage')",
  ],
  [
    'Which customers have only mortgages?',
    "SELECT c.full_name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.loan_type <> 'mortgage') AND EXISTS (SELECT 1 FROM loan_portfolio lp2 WHERE lp2.customer_id = c.customer_id AND lp2.loan_type = 'mortgage')",
  ],
  [
    'Customers with more than one loan and at least one alert',
    'SELECT c.customer_id, c.full_name FROM customers c WHERE c.customer_id IN (SELECT aa.customer_id FROM aml_alerts aa GROUP BY aa.customer_id HAVING COUNT(*) >= 1) AND c.customer_id IN (SELECT lp.customer_id FROM loan_portfolio lp GROUP BY lp.customer_id HAVING COUNT(*) > 1)',
  ],
  [
    'Which customers have fewer than 2 loans?',
    'SELECT c.full_name FROM customers c WHERE (SELECT COUNT(*) FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id) < 2',
  ],
  [
    'Customers without any loans',
    'SELECT c.customer_id, c.full_name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id)',
  ],
  [
    'Customers whose total outstanding balance exceeds $1M',
    'SELECT c.customer_id, c.full_name FROM customers c WHERE c.customer_id IN (SELECT lp.customer_id FROM loan_portfolio lp GROUP BY lp.customer_id HAVING SUM(lp.outstanding_balance) > 1000000)',
  ],
  [
    'customers with annual income over 200k and no loans',
    'SELECT c.customer_id, c.full_name FROM customers c WHERE c.annual_income > 200000 AND NOT EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id)',
  ],
  ['Customers with a missing email', 'SELECT c.customer_id, c.full_name FROM customers c WHERE c.email IS NULL'],
  ['List customers named John Smith', "SELECT c.full_name FROM customers c WHERE c.full_name = 'John Smith'"],
  [
    'List customers whose email contains "example.com"',
    "SELECT c.full_name FROM customers c WHERE c.email ILIKE '%example.com%'",
  ],
  ['Find customer "Maria Garcia"', "SELECT c.full_name FROM customers c WHERE c.full_name = 'Maria Garcia'"],
  [
    'Who has the most loans?',
    'SELECT c.full_name FROM customers c JOIN (SELECT lp.customer_id, COUNT(*) AS value FROM loan_portfolio lp GROUP BY lp.customer_id) m1 ON m1.customer_id = c.customer_id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'What is the largest loan?',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount = (SELECT MAX(lp2.amount) FROM loan_portfolio lp2)',
  ],
  [
    'The 5 largest mortgages',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.loan_type = 'mortgage' ORDER BY lp.amount DESC NULLS LAST, lp.loan_id LIMIT 5",
  ],
  [
    'Top 5 customers by outstanding balance',
    'SELECT c.customer_id, c.full_name, m1.value AS total_outstanding_balance FROM customers c JOIN (SELECT lp.customer_id, SUM(lp.outstanding_balance) AS value FROM loan_portfolio lp GROUP BY lp.customer_id) m1 ON m1.customer_id = c.customer_id ORDER BY m1.value DESC NULLS LAST, c.customer_id LIMIT 5',
  ],
  [
    'Which branches have the highest share of loans past due?',
    'SELECT b.name, m1.value AS share FROM branches b JOIN (SELECT lp.branch_id, 1.0 * COUNT(*) FILTER (WHERE lp.days_past_due > 0) / NULLIF(COUNT(*), 0) AS value FROM loan_portfolio lp GROUP BY lp.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'Which customer has the largest loan?',
    'SELECT c.full_name FROM customers c WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.amount = (SELECT MAX(lp2.amount) FROM loan_portfolio lp2))',
  ],
  [
    'Which branch issued the most loans in 2025?',
    "SELECT b.name FROM branches b JOIN (SELECT lp.branch_id, COUNT(*) AS value FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2026-01-01' GROUP BY lp.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES",
  ],
  [
    'cheapest loans',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.interest_rate = (SELECT MIN(lp2.interest_rate) FROM loan_portfolio lp2)',
  ],
  [
    'most expensive loan',
    'SELECT {loan} FROM loan_portfolio lp WHERE lp.interest_rate = (SELECT MAX(lp2.interest_rate) FROM loan_portfolio lp2)',
  ],
  [
    'oldest branch',
    'SELECT b.branch_id, b.name FROM branches b WHERE b.opened_date = (SELECT MIN(b2.opened_date) FROM branches b2)',
  ],
  [
    'latest 3 alerts',
    'SELECT aa.alert_id, aa.customer_id, aa.status, aa.severity, aa.created_at, aa.closed_at, aa.jurisdiction FROM aml_alerts aa ORDER BY aa.created_at DESC NULLS LAST, aa.alert_id LIMIT 3',
  ],
  [
    'Top 2 customers by annual income in each jurisdiction',
    'SELECT ranked.jurisdiction, ranked.full_name, ranked.annual_income FROM (SELECT c.jurisdiction AS jurisdiction, c.full_name AS full_name, c.annual_income AS annual_income, ROW_NUMBER() OVER (PARTITION BY c.jurisdiction ORDER BY c.annual_income DESC NULLS LAST, c.customer_id) AS place FROM customers c) ranked WHERE ranked.place <= 2 ORDER BY ranked.jurisdiction, ranked.place',
  ],
  [
    'largest loan in each region',
    'SELECT ranked.branch_region, ranked.loan_id, ranked.customer_id, ranked.branch_id, ranked.loan_type, ranked.amount, ranked.outstanding_balance, ranked.collateral_value, ranked.interest_rate, ranked.risk_rating, ranked.status, ranked.days_past_due, ranked.term_months, ranked.origination_date, ranked.maturity_date, ranked.officer_notes, ranked.jurisdiction FROM (SELECT b.region AS branch_region, lp.loan_id AS loan_id, lp.customer_id AS customer_id, lp.branch_id AS branch_id, lp.loan_type AS loan_type, lp.amount AS amount, lp.outstanding_balance AS outstanding_balance, lp.collateral_value AS collateral_value, lp.interest_rate AS interest_rate, lp.risk_rating AS risk_rating, lp.status AS status, lp.days_past_due AS days_past_due, lp.term_months AS term_months, lp.origination_date AS origination_date, lp.maturity_date AS maturity_date, lp.officer_notes AS officer_notes, lp.jurisdiction AS jurisdiction, RANK() OVER (PARTITION BY b.region ORDER BY lp.amount DESC NULLS LAST) AS place FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id) ranked WHERE ranked.place <= 1 ORDER BY ranked.branch_region, ranked.place',
  ],
  [
    'How many alerts were closed last month?',
    "SELECT COUNT(*) AS number_of_aml_alerts FROM aml_alerts aa WHERE aa.closed_at >= TIMESTAMP '2026-05-01 00:00:00' AND aa.closed_at < TIMESTAMP '2026-06-01 00:00:00'",
  ],
  [
    'Number of alerts per month this year',
    "SELECT CAST(DATE_TRUNC('month', aa.created_at) AS date) AS month, COUNT(*) AS number_of_aml_alerts FROM aml_alerts aa WHERE aa.created_at >= TIMESTAMPTZ '2026-01-01 00:00:00+00:00' AND aa.created_at < TIMESTAMPTZ '2027-01-01 00:00:00+00:00' GROUP BY DATE_TRUNC('month', aa.created_at) ORDER BY DATE_TRUNC('month', aa.created_at)",
  ],
  [
    'How many high severity alerts are open per jurisdiction?',
    "SELECT aa.jurisdiction, COUNT(*) AS number_of_aml_alerts FROM aml_alerts aa WHERE aa.severity = 'high' AND aa.status = 'open' GROUP BY aa.jurisdiction ORDER BY aa.jurisdiction",
  ],
  [
    'Number of loans per quarter since 2024',
    "SELECT CAST(DATE_TRUNC('quarter', lp.origination_date) AS date) AS quarter, COUNT(*) AS number_of_loans FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2024-01-01' GROUP BY DATE_TRUNC('quarter', lp.origination_date) ORDER BY DATE_TRUNC('quarter', lp.origination_date)",
  ],
  [
    'loan count by origination year',
    "SELECT CAST(DATE_TRUNC('year', lp.origination_date) AS date) AS year, COUNT(*) AS number_of_loans FROM loan_portfolio lp GROUP BY DATE_TRUNC('year', lp.origination_date) ORDER BY DATE_TRUNC('year', lp.origination_date)",
  ],
  [
    'Monthly number of loans in 2025',
    "SELECT CAST(DATE_TRUNC('month', lp.origination_date) AS date) AS month, COUNT(*) AS number_of_loans FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2026-01-01' GROUP BY DATE_TRUNC('month', lp.origination_date) ORDER BY DATE_TRUNC('month', lp.origination_date)",
  ],
  [
    'Total amount by region and loan type',
    'SELECT b.region AS branch_region, lp.loan_type, SUM(lp.amount) AS total_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.region, lp.loan_type ORDER BY b.region, lp.loan_type',
  ],
  [
    'Average loan amount by loan type and jurisdiction',
    'SELECT lp.loan_type, lp.jurisdiction, AVG(lp.amount) AS average_amount FROM loan_portfolio lp GROUP BY lp.loan_type, lp.jurisdiction ORDER BY lp.loan_type, lp.jurisdiction',
  ],
  [
    'How many loans does each branch have?',
    'SELECT b.name AS branch_name, COUNT(*) AS number_of_loans FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.branch_id, b.name ORDER BY b.branch_id, b.name',
  ],
  [
    'For each loan type, show the number of loans and the average amount',
    'SELECT lp.loan_type, COUNT(*) AS number_of_loans, AVG(lp.amount) AS average_amount FROM loan_portfolio lp GROUP BY lp.loan_type ORDER BY lp.loan_type',
  ],
  [
    'number of customers and number of loans per branch',
    'SELECT b.branch_id, b.name, COALESCE(m1.value, 0) AS number_of_customers, COALESCE(m2.value, 0) AS number_of_loans FROM branches b LEFT JOIN (SELECT c.branch_id, COUNT(*) AS value FROM customers c GROUP BY c.branch_id) m1 ON m1.branch_id = b.branch_id LEFT JOIN (SELECT lp.branch_id, COUNT(*) AS value FROM loan_portfolio lp GROUP BY lp.branch_id) m2 ON m2.branch_id = b.branch_id',
  ],
];

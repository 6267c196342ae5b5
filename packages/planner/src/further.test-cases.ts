/** Further wordings of questions to the bank, and the SQL they are read as; `{loan}` stands for every column of a loan. */
export const FURTHER: readonly (readonly [question: string, sql: string])[] = [
  [
    'business loans with an amount between 2 and 3 million',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.amount <= 3000000 AND lp.amount >= 2000000 AND lp.loan_type = 'business'",
  ],
  ['loans $2M-$3M', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount <= 3000000 AND lp.amount >= 2000000'],
  ['loans over half a million', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 500000'],
  [
    'mortgages: average interest rate by region',
    "SELECT b.region AS branch_region, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  ],
  [
    'average interest rate per region, mortgages only',
    "SELECT b.region AS branch_region, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  ],
  ['loans over $1M, how many?', 'SELECT COUNT(*) AS number_of_loans FROM loan_portfolio lp WHERE lp.amount > 1000000'],
  [
    'top 3 regions with the most branches',
    'SELECT b.region, COUNT(*) AS number_of_branches FROM branches b WHERE b.region IS NOT NULL GROUP BY b.region ORDER BY COUNT(*) DESC NULLS LAST, b.region LIMIT 3',
  ],
  [
    '3 regions with the highest total amount',
    'SELECT b.region AS branch_region, SUM(lp.amount) AS total_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE b.region IS NOT NULL GROUP BY b.region ORDER BY SUM(lp.amount) DESC NULLS LAST, b.region LIMIT 3',
  ],
  [
    'regions by total amount',
    'SELECT b.region AS branch_region, SUM(lp.amount) AS total_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.region ORDER BY SUM(lp.amount) DESC NULLS LAST, b.region',
  ],
  [
    'branches by total amount',
    'SELECT b.branch_id, b.name, m1.value AS total_amount FROM branches b JOIN (SELECT lp.branch_id, SUM(lp.amount) AS value FROM loan_portfolio lp GROUP BY lp.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST, b.branch_id',
  ],
  [
    'Which loan types have an average amount above the overall average?',
    'SELECT lp.loan_type FROM loan_portfolio lp GROUP BY lp.loan_type HAVING AVG(lp.amount) > (SELECT AVG(lp2.amount) FROM loan_portfolio lp2) ORDER BY lp.loan_type',
  ],
  [
    'customers with a higher credit score than the average',
    'SELECT c.customer_id, c.full_name FROM customers c WHERE c.credit_score > (SELECT AVG(c2.credit_score) FROM customers c2)',
  ],
  [
    'new customers since March 2026',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE c.customer_since >= DATE '2026-03-01'",
  ],
  [
    'loans originated per year',
    "SELECT CAST(DATE_TRUNC('year', lp.origination_date) AS date) AS year, COUNT(*) AS number_of_loans FROM loan_portfolio lp GROUP BY DATE_TRUNC('year', lp.origination_date) ORDER BY DATE_TRUNC('year', lp.origination_date)",
  ],
  [
    'How many loans were originated each month?',
    "SELECT CAST(DATE_TRUNC('month', lp.origination_date) AS date) AS month, COUNT(*) AS number_of_loans FROM loan_portfolio lp GROUP BY DATE_TRUNC('month', lp.origination_date) ORDER BY DATE_TRUNC('month', lp.origination_date)",
  ],
  ['HIGH rated loans', "SELECT {loan} FROM loan_portfolio lp WHERE lp.risk_rating = 'HIGH'"],
  ['loan list over $1M', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 1000000'],
  [
    'How many customers are in each of the regions?',
    'SELECT b.region AS branch_region, COUNT(*) AS number_of_customers FROM customers c JOIN branches b ON b.branch_id = c.branch_id GROUP BY b.region ORDER BY b.region',
  ],
  [
    'In which branch is the average credit score highest?',
    'SELECT b.name FROM branches b JOIN (SELECT c.branch_id, AVG(c.credit_score) AS value FROM customers c GROUP BY c.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'Which branches have the highest total amount? Show the top 5.',
    'SELECT b.name, m1.value AS total_amount FROM branches b JOIN (SELECT lp.branch_id, SUM(lp.amount) AS value FROM loan_portfolio lp GROUP BY lp.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST, b.branch_id LIMIT 5',
  ],
  [
    'total customers per region',
    'SELECT b.region AS branch_region, COUNT(*) AS number_of_customers FROM customers c JOIN branches b ON b.branch_id = c.branch_id GROUP BY b.region ORDER BY b.region',
  ],
  [
    'customers for whom more than 3 alerts are open',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE c.customer_id IN (SELECT aa.customer_id FROM aml_alerts aa WHERE aa.status = 'open' GROUP BY aa.customer_id HAVING COUNT(*) > 3)",
  ],
  [
    'avg(interest_rate) of mortgages by region',
    "SELECT b.region AS branch_region, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  ],
  ['show me laons over $1M', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 1000000'],
  ['total amount across all loans', 'SELECT SUM(lp.amount) AS total_amount FROM loan_portfolio lp'],
  [
    'How many customers live in each region?',
    'SELECT b.region AS branch_region, COUNT(*) AS number_of_customers FROM customers c JOIN branches b ON b.branch_id = c.branch_id GROUP BY b.region ORDER BY b.region',
  ],
  [
    'branches with the highest total amount, top 5',
    'SELECT b.branch_id, b.name, m1.value AS total_amount FROM branches b JOIN (SELECT lp.branch_id, SUM(lp.amount) AS value FROM loan_portfolio lp GROUP BY lp.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST, b.branch_id LIMIT 5',
  ],
  [
    'How high is the average interest rate of mortgages per region?',
    "SELECT b.region AS branch_region, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  ],
  ['How big are our loans on average?', 'SELECT AVG(lp.amount) AS average_amount FROM loan_portfolio lp'],
  [
    'How much outstanding balance do we have per loan type?',
    'SELECT lp.loan_type, SUM(lp.outstanding_balance) AS total_outstanding_balance FROM loan_portfolio lp GROUP BY lp.loan_type ORDER BY lp.loan_type',
  ],
  [
    'What is the average amount per loan type in the EU?',
    "SELECT lp.loan_type, AVG(lp.amount) AS average_amount FROM loan_portfolio lp WHERE lp.jurisdiction = 'EU' GROUP BY lp.loan_type ORDER BY lp.loan_type",
  ],
  [
    "customers who've more than 3 loans",
    'SELECT c.customer_id, c.full_name FROM customers c WHERE c.customer_id IN (SELECT lp.customer_id FROM loan_portfolio lp GROUP BY lp.customer_id HAVING COUNT(*) > 3)',
  ],
  [
    'branches with more then 10 customers',
    'SELECT b.branch_id, b.name FROM branches b WHERE b.branch_id IN (SELECT c.branch_id FROM customers c GROUP BY c.branch_id HAVING COUNT(*) > 10)',
  ],
  [
    'which branches are the top 3 by number of customers?',
    'SELECT b.name, m1.value AS number_of_customers FROM branches b JOIN (SELECT c.branch_id, COUNT(*) AS value FROM customers c GROUP BY c.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST, b.branch_id LIMIT 3',
  ],
  [
    'How many alerts did we get last month?',
    "SELECT COUNT(*) AS number_of_aml_alerts FROM aml_alerts aa WHERE aa.created_at >= TIMESTAMPTZ '2026-05-01 00:00:00+00:00' AND aa.created_at < TIMESTAMPTZ '2026-06-01 00:00:00+00:00'",
  ],
  [
    'loan type breakdown of loans in the EU',
    "SELECT lp.loan_type, COUNT(*) AS number_of_loans FROM loan_portfolio lp WHERE lp.jurisdiction = 'EU' GROUP BY lp.loan_type ORDER BY lp.loan_type",
  ],
  [
    'Which branch is the biggest?',
    'SELECT b.name FROM branches b WHERE b.employee_count = (SELECT MAX(b2.employee_count) FROM branches b2)',
  ],
  ['In which region is the branch London Central?', "SELECT b.region FROM branches b WHERE b.name = 'London Central'"],
  [
    'Which branch is customer 12 in?',
    'SELECT b.name FROM branches b WHERE EXISTS (SELECT 1 FROM customers c WHERE c.branch_id = b.branch_id AND c.customer_id = 12)',
  ],
  ['loans or credits over $1M', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 1000000'],
  ['customers in the us', "SELECT c.customer_id, c.full_name FROM customers c WHERE c.jurisdiction = 'US'"],
  [
    'customers with a loan in the EU',
    "SELECT c.customer_id, c.full_name FROM customers c WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.jurisdiction = 'EU')",
  ],
  [
    'Which customers with a mortgage have the highest annual income?',
    "SELECT c.full_name FROM customers c WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.loan_type = 'mortgage') AND c.annual_income = (SELECT MAX(c2.annual_income) FROM customers c2 WHERE EXISTS (SELECT 1 FROM loan_portfolio lp2 WHERE lp2.customer_id = c2.customer_id AND lp2.loan_type = 'mortgage'))",
  ],
  [
    'for mortgages, what is the average interest rate in each region?',
    "SELECT b.region AS branch_region, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  ],
  [
    'Average interest rate, mortgages, by region',
    "SELECT b.region AS branch_region, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  ],
  [
    'interest rate of mortgages by region on average',
    "SELECT b.region AS branch_region, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  ],
  [
    'total amount by branch, top 5',
    'SELECT b.name AS branch_name, SUM(lp.amount) AS total_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE b.branch_id IS NOT NULL GROUP BY b.branch_id, b.name ORDER BY SUM(lp.amount) DESC NULLS LAST, b.branch_id, b.name LIMIT 5',
  ],
  ['Are there loans over $5M? Show them', 'SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 5000000'],
  [
    'loans over $1M excluding risky ones',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.amount > 1000000 AND lp.risk_rating <> 'HIGH'",
  ],
  [
    'How many loans does the bank have per loan type?',
    'SELECT lp.loan_type, COUNT(*) AS number_of_loans FROM loan_portfolio lp GROUP BY lp.loan_type ORDER BY lp.loan_type',
  ],
  [
    'How many loans have we made so far this year?',
    "SELECT COUNT(*) AS number_of_loans FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2026-01-01' AND lp.origination_date < DATE '2027-01-01'",
  ],
  [
    'loans that will mature before January 1, 2027',
    "SELECT {loan} FROM loan_portfolio lp WHERE lp.maturity_date < DATE '2027-01-01'",
  ],
  [
    'monthly amount in 2025',
    "SELECT CAST(DATE_TRUNC('month', lp.origination_date) AS date) AS month, SUM(lp.amount) AS total_amount FROM loan_portfolio lp WHERE lp.origination_date >= DATE '2025-01-01' AND lp.origination_date < DATE '2026-01-01' GROUP BY DATE_TRUNC('month', lp.origination_date) ORDER BY DATE_TRUNC('month', lp.origination_date)",
  ],
  [
    'How many loans do we have per region?',
    'SELECT b.region AS branch_region, COUNT(*) AS number_of_loans FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.region ORDER BY b.region',
  ],
  [
    'top 5 branches by number of customers with a mortgage',
    "SELECT b.branch_id, b.name, m1.value AS number_of_customers FROM branches b JOIN (SELECT c.branch_id, COUNT(*) AS value FROM customers c WHERE EXISTS (SELECT 1 FROM loan_portfolio lp WHERE lp.customer_id = c.customer_id AND lp.loan_type = 'mortgage') GROUP BY c.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST, b.branch_id LIMIT 5",
  ],
  [
    'alerts that are not closed',
    "SELECT aa.alert_id, aa.customer_id, aa.status, aa.severity, aa.created_at, aa.closed_at, aa.jurisdiction FROM aml_alerts aa WHERE aa.status <> 'closed'",
  ],
  [
    'what share of the outstanding balance of loans is delinquent?',
    'SELECT 1.0 * SUM(lp.outstanding_balance) FILTER (WHERE lp.days_past_due > 30) / NULLIF(SUM(lp.outstanding_balance), 0) AS share FROM loan_portfolio lp',
  ],
  [
    'average amount by region for customers in the EU',
    "SELECT b.region AS branch_region, AVG(lp.amount) AS average_amount FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE EXISTS (SELECT 1 FROM customers c WHERE c.customer_id = lp.customer_id AND c.jurisdiction = 'EU') GROUP BY b.region ORDER BY b.region",
  ],
  [
    'number of loans by branch in the EU',
    "SELECT b.name AS branch_name, COUNT(*) AS number_of_loans FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.jurisdiction = 'EU' GROUP BY b.branch_id, b.name ORDER BY b.branch_id, b.name",
  ],
  [
    'minimum and maximum amount of loans in the EU',
    "SELECT MIN(lp.amount) AS lowest_amount, MAX(lp.amount) AS highest_amount FROM loan_portfolio lp WHERE lp.jurisdiction = 'EU'",
  ],
  [
    'total amount of customers in the EU',
    "SELECT SUM(lp.amount) AS total_amount FROM loan_portfolio lp WHERE EXISTS (SELECT 1 FROM customers c WHERE c.customer_id = lp.customer_id AND c.jurisdiction = 'EU')",
  ],
  [
    'the loan count per branch and year',
    "SELECT b.name AS branch_name, CAST(DATE_TRUNC('year', lp.origination_date) AS date) AS year, COUNT(*) AS number_of_loans FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id GROUP BY b.branch_id, b.name, DATE_TRUNC('year', lp.origination_date) ORDER BY b.branch_id, b.name, DATE_TRUNC('year', lp.origination_date)",
  ],
  [
    'customers with the lowest credit score in each branch',
    'SELECT ranked.branch_name, ranked.full_name, ranked.credit_score FROM (SELECT b.name AS branch_name, c.full_name AS full_name, c.credit_score AS credit_score, RANK() OVER (PARTITION BY b.branch_id, b.name ORDER BY c.credit_score ASC NULLS LAST) AS place FROM customers c JOIN branches b ON b.branch_id = c.branch_id) ranked WHERE ranked.place <= 1 ORDER BY ranked.branch_name, ranked.place',
  ],
];

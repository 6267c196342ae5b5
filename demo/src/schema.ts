/** Meridian Bank's own tables, as its DBA would have written them. Amounts are in US dollars, the bank's reporting currency. */
export const schemaSql = `
CREATE TABLE branches (
  branch_id integer NOT NULL,
  name varchar(60) NOT NULL,
  branch_type varchar(20) NOT NULL,
  region varchar(30) NOT NULL,
  city varchar(40) NOT NULL,
  country varchar(30) NOT NULL,
  opened_date date NOT NULL,
  employee_count integer NOT NULL,
  jurisdiction varchar(2) NOT NULL CHECK (jurisdiction IN ('US', 'EU', 'UK'))
);

CREATE TABLE customers (
  customer_id integer NOT NULL,
  branch_id integer NOT NULL,
  full_name varchar(80) NOT NULL,
  national_id varchar(20) NOT NULL,
  birth_date date NOT NULL,
  email varchar(120) NOT NULL,
  phone varchar(24) NOT NULL,
  street_address varchar(80) NOT NULL,
  city varchar(40) NOT NULL,
  segment varchar(20) NOT NULL,
  occupation varchar(30) NOT NULL,
  annual_income numeric(12,2) NOT NULL,
  credit_score integer NOT NULL,
  kyc_status varchar(12) NOT NULL,
  is_pep boolean NOT NULL,
  customer_since date NOT NULL,
  notes text,
  jurisdiction varchar(2) NOT NULL CHECK (jurisdiction IN ('US', 'EU', 'UK'))
);

CREATE TABLE accounts (
  account_id integer NOT NULL,
  customer_id integer NOT NULL,
  branch_id integer NOT NULL,
  account_number varchar(34) NOT NULL,
  card_number varchar(19),
  account_type varchar(20) NOT NULL,
  currency varchar(3) NOT NULL,
  balance numeric(14,2) NOT NULL,
  overdraft_limit numeric(10,2) NOT NULL,
  interest_rate numeric(5,2) NOT NULL,
  status varchar(10) NOT NULL,
  opened_date date NOT NULL,
  closed_date date,
  jurisdiction varchar(2) NOT NULL CHECK (jurisdiction IN ('US', 'EU', 'UK'))
);

CREATE TABLE loan_portfolio (
  loan_id integer NOT NULL,
  customer_id integer NOT NULL,
  branch_id integer NOT NULL,
  customer_ssn varchar(20) NOT NULL,
  loan_type varchar(20) NOT NULL,
  amount numeric(14,2) NOT NULL,
  outstanding_balance numeric(14,2) NOT NULL,
  interest_rate numeric(5,2) NOT NULL,
  risk_rating varchar(6) NOT NULL CHECK (risk_rating IN ('HIGH', 'MEDIUM', 'LOW')),
  status varchar(12) NOT NULL,
  days_past_due integer NOT NULL,
  term_months integer NOT NULL,
  collateral_value numeric(14,2),
  origination_date date NOT NULL,
  maturity_date date NOT NULL,
  officer_notes text,
  jurisdiction varchar(2) NOT NULL CHECK (jurisdiction IN ('US', 'EU', 'UK'))
);

CREATE TABLE customer_transactions (
  transaction_id integer NOT NULL,
  account_id integer NOT NULL,
  customer_id integer NOT NULL,
  transaction_date date NOT NULL,
  amount numeric(12,2) NOT NULL,
  direction varchar(6) NOT NULL CHECK (direction IN ('debit', 'credit')),
  transaction_type varchar(20) NOT NULL,
  channel varchar(10) NOT NULL,
  merchant_category varchar(20),
  counterparty_name varchar(80),
  description text,
  is_flagged boolean NOT NULL,
  jurisdiction varchar(2) NOT NULL CHECK (jurisdiction IN ('US', 'EU', 'UK'))
);

CREATE TABLE aml_alerts (
  alert_id integer NOT NULL,
  customer_id integer NOT NULL,
  account_id integer NOT NULL,
  alert_type varchar(24) NOT NULL,
  severity varchar(10) NOT NULL,
  risk_score integer NOT NULL,
  status varchar(10) NOT NULL CHECK (status IN ('open', 'in_review', 'closed')),
  outcome varchar(16),
  amount_involved numeric(14,2) NOT NULL,
  created_date date NOT NULL,
  closed_date date,
  investigator_name varchar(80),
  narrative text NOT NULL,
  jurisdiction varchar(2) NOT NULL CHECK (jurisdiction IN ('US', 'EU', 'UK'))
);

CREATE TABLE trading_positions (
  position_id integer NOT NULL,
  branch_id integer NOT NULL,
  desk varchar(16) NOT NULL,
  instrument varchar(24) NOT NULL,
  asset_class varchar(16) NOT NULL,
  side varchar(5) NOT NULL CHECK (side IN ('long', 'short')),
  quantity integer NOT NULL,
  currency varchar(3) NOT NULL,
  market_value numeric(16,2) NOT NULL,
  unrealized_pnl numeric(14,2) NOT NULL,
  value_at_risk numeric(14,2) NOT NULL,
  status varchar(6) NOT NULL,
  trade_date date NOT NULL,
  settlement_date date NOT NULL,
  trader_name varchar(80) NOT NULL,
  jurisdiction varchar(2) NOT NULL CHECK (jurisdiction IN ('US', 'EU', 'UK'))
);

CREATE TABLE regulatory_reports (
  report_id integer NOT NULL,
  branch_id integer NOT NULL,
  regulator varchar(20) NOT NULL,
  report_type varchar(24) NOT NULL,
  period_start date NOT NULL,
  period_end date NOT NULL,
  due_date date NOT NULL,
  submitted_at timestamp with time zone,
  status varchar(10) NOT NULL,
  findings_count integer NOT NULL,
  penalty_amount numeric(12,2) NOT NULL,
  prepared_by varchar(80) NOT NULL,
  jurisdiction varchar(2) NOT NULL CHECK (jurisdiction IN ('US', 'EU', 'UK'))
);
`;

/** Keys and indexes, made after the rows are in: building them once is several times faster than keeping them. */
export const keySql = `
ALTER TABLE branches ADD PRIMARY KEY (branch_id);
ALTER TABLE customers ADD PRIMARY KEY (customer_id);
ALTER TABLE accounts ADD PRIMARY KEY (account_id);
ALTER TABLE loan_portfolio ADD PRIMARY KEY (loan_id);
ALTER TABLE customer_transactions ADD PRIMARY KEY (transaction_id);
ALTER TABLE aml_alerts ADD PRIMARY KEY (alert_id);
ALTER TABLE trading_positions ADD PRIMARY KEY (position_id);
ALTER TABLE regulatory_reports ADD PRIMARY KEY (report_id);

CREATE INDEX customers_branch ON customers (branch_id);
CREATE INDEX customers_name ON customers (full_name);
CREATE INDEX accounts_customer ON accounts (customer_id);
CREATE UNIQUE INDEX accounts_number ON accounts (account_number);
CREATE INDEX loan_portfolio_customer ON loan_portfolio (customer_id);
CREATE INDEX loan_portfolio_branch ON loan_portfolio (branch_id);
CREATE INDEX loan_portfolio_risk_amount ON loan_portfolio (risk_rating, amount);
CREATE INDEX loan_portfolio_originated ON loan_portfolio (origination_date);
CREATE INDEX customer_transactions_account ON customer_transactions (account_id);
CREATE INDEX customer_transactions_customer ON customer_transactions (customer_id);
CREATE INDEX customer_transactions_date ON customer_transactions (transaction_date);
CREATE INDEX aml_alerts_customer_status ON aml_alerts (customer_id, status);
CREATE INDEX trading_positions_branch ON trading_positions (branch_id);
CREATE INDEX regulatory_reports_branch ON regulatory_reports (branch_id);

ALTER TABLE customers ADD FOREIGN KEY (branch_id) REFERENCES branches;
ALTER TABLE accounts ADD FOREIGN KEY (customer_id) REFERENCES customers, ADD FOREIGN KEY (branch_id) REFERENCES branches;
ALTER TABLE loan_portfolio ADD FOREIGN KEY (customer_id) REFERENCES customers, ADD FOREIGN KEY (branch_id) REFERENCES branches;
ALTER TABLE customer_transactions ADD FOREIGN KEY (account_id) REFERENCES accounts, ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE aml_alerts ADD FOREIGN KEY (customer_id) REFERENCES customers, ADD FOREIGN KEY (account_id) REFERENCES accounts;
ALTER TABLE trading_positions ADD FOREIGN KEY (branch_id) REFERENCES branches;
ALTER TABLE regulatory_reports ADD FOREIGN KEY (branch_id) REFERENCES branches;

ANALYZE branches, customers, accounts, loan_portfolio, customer_transactions, aml_alerts, trading_positions, regulatory_reports;
`;

import { accounts } from './publication/accounts.ts';
import { amlAlerts } from './publication/aml-alerts.ts';
import { branches } from './publication/branches.ts';
import { customerTransactions } from './publication/customer-transactions.ts';
import { customers } from './publication/customers.ts';
import { loanPortfolio } from './publication/loan-portfolio.ts';
import type { Publication } from './publication/publication.ts';
import { regulatoryReports } from './publication/regulatory-reports.ts';
import { tradingPositions } from './publication/trading-positions.ts';

export type { Publication } from './publication/publication.ts';

/** What the bank's platform owner publishes about each relation, parents before children. `anchorDay` is YYYY-MM-DD. */
export function catalogueDatasets(anchorDay: string): readonly Publication[] {
  return [
    branches(anchorDay),
    customers(anchorDay),
    accounts(anchorDay),
    loanPortfolio(anchorDay),
    customerTransactions(anchorDay),
    amlAlerts(anchorDay),
    tradingPositions(anchorDay),
    regulatoryReports(anchorDay),
  ];
}

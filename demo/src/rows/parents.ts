import { CURRENCIES, type Bank } from './bank.ts';
import { money, type Cell } from './copy-text.ts';
import { fromDay } from './days.ts';

export function* branchRows(bank: Bank): Generator<readonly Cell[]> {
  for (const branch of bank.branches) {
    yield [
      branch.id,
      branch.name,
      branch.type,
      branch.region,
      branch.city,
      branch.country,
      fromDay(branch.opened),
      branch.employees,
      branch.jurisdiction,
    ];
  }
}

export function* customerRows(bank: Bank): Generator<readonly Cell[]> {
  for (const one of bank.customers) {
    yield [
      one.id,
      one.branch.id,
      one.fullName,
      one.nationalId,
      fromDay(one.born),
      one.email,
      one.phone,
      one.street,
      one.branch.city,
      one.segment,
      one.occupation,
      money(one.income),
      one.creditScore,
      one.kycStatus,
      one.isPep,
      fromDay(one.since),
      one.note,
      one.branch.jurisdiction,
    ];
  }
}

export function* accountRows(bank: Bank): Generator<readonly Cell[]> {
  for (const account of bank.accounts) {
    const { branch } = account.customer;
    yield [
      account.id,
      account.customer.id,
      branch.id,
      account.number,
      account.card,
      account.type,
      CURRENCIES[branch.jurisdiction],
      money(account.balance),
      money(account.overdraft),
      money(account.rate),
      account.status,
      fromDay(account.opened),
      account.closed === null ? null : fromDay(account.closed),
      branch.jurisdiction,
    ];
  }
}

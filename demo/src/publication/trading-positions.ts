import { assetClassesOf, positionMix, SIZES, throughMix, tradingMix } from '../mix.ts';
import {
  enumerate,
  jurisdictionColumn,
  personal,
  plain,
  published,
  text,
  toParent,
  US_DOLLARS,
  type Publication,
} from './publication.ts';

const rows = SIZES.trading_positions;

export function tradingPositions(anchorDay: string): Publication {
  return {
    ...published(anchorDay),
    name: 'trading_positions',
    relation: 'trading_positions',
    description: 'Positions of the trading desks with value, profit and risk, in US dollars',
    entity: { singular: 'position', plural: 'positions' },
    synonyms: ['trade', 'trading position', 'holding'],
    domain: 'Markets',
    owner: 'Market Risk',
    approvedForViewers: false,
    primaryKey: ['position_id'],
    foreignKeys: [toParent('branch_id', 'branches', 'branch_id')],
    displayColumn: 'instrument',
    defaultDate: 'trade_date',
    rowEstimate: rows,
    terms: [
      { phrase: 'losing', column: 'unrealized_pnl', operator: '<', value: 0 },
      { phrase: 'profitable', column: 'unrealized_pnl', operator: '>', value: 0 },
    ],
    sampleQuestions: [
      'Total market value of open positions by desk',
      'Top 10 positions by value at risk',
      'Unrealized profit per desk this year',
    ],
    columns: [...contract, ...risk, jurisdictionColumn(rows, tradingMix)],
  };
}

const contract = [
  plain('position_id', 'integer', 'key', 'Number of the position'),
  plain('branch_id', 'integer', 'key', 'Branch that books the position', { synonyms: ['booking branch'] }),
  plain('desk', text(16), 'dimension', 'Trading desk', {
    synonyms: ['trading desk'],
    values: enumerate(positionMix.desk, rows, { fx: ['foreign exchange'], equities: ['equity'] }),
    width: 16,
  }),
  plain('instrument', text(24), 'entity', 'What is held', { synonyms: ['security', 'ticker', 'symbol'], width: 24 }),
  plain('asset_class', text(16), 'dimension', 'Class of the instrument', {
    synonyms: ['class of asset'],
    values: enumerate(throughMix(positionMix.desk, assetClassesOf), rows),
    width: 16,
  }),
  plain('side', text(5), 'dimension', 'Long or short', { values: enumerate(positionMix.side, rows), width: 5 }),
  plain('quantity', 'integer', 'measure', 'Units held', { synonyms: ['units'], additivity: 'additive' }),
  plain('currency', text(3), 'dimension', 'Currency of the instrument', {
    values: enumerate(
      [
        ['USD', 3],
        ['EUR', 3],
        ['GBP', 2],
      ],
      rows,
      {
        USD: ['dollar', 'US dollar'],
        EUR: ['euro'],
        GBP: ['pound', 'sterling'],
      },
    ),
    width: 3,
  }),
];

const risk = [
  plain('market_value', 'numeric(16,2)', 'measure', 'Value at the last market price', {
    synonyms: ['value', 'exposure'],
    additivity: 'semi_additive',
    unit: US_DOLLARS,
    adjectives: { big: 'desc', large: 'desc', small: 'asc' },
  }),
  plain('unrealized_pnl', 'numeric(14,2)', 'measure', 'Profit or loss not yet taken; negative for a loss', {
    synonyms: ['unrealized profit', 'pnl', 'p&l', 'profit', 'unrealized profit and loss'],
    additivity: 'additive',
    unit: US_DOLLARS,
  }),
  plain('value_at_risk', 'numeric(14,2)', 'measure', 'One-day value at risk at 99 %', {
    synonyms: ['var'],
    additivity: 'non_additive',
    unit: US_DOLLARS,
    adjectives: { risky: 'desc' },
  }),
  plain('status', text(6), 'dimension', 'Open or closed', {
    synonyms: ['position status'],
    values: enumerate(positionMix.status, rows),
    width: 6,
  }),
  plain('trade_date', 'date', 'date', 'Day of the trade', {
    synonyms: ['traded', 'date'],
    adjectives: { old: 'asc', new: 'desc', recent: 'desc' },
  }),
  plain('settlement_date', 'date', 'date', 'Day of settlement', { synonyms: ['settled', 'settles', 'settlement'] }),
  personal('person_name', 'trader_name', text(80), 'Trader responsible', { synonyms: ['trader'], width: 80 }),
];

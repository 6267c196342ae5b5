import { assetClassesOf, positionMix, SIZES } from '../mix.ts';
import { CURRENCIES, personName, type Bank } from './bank.ts';
import { money, type Cell } from './copy-text.ts';
import { fromDay } from './days.ts';
import { at, makeChooser, makeRandom, type Random } from './random.ts';

const INSTRUMENTS: Readonly<Record<string, readonly string[]>> = {
  bond: [
    'Treasury 2Y',
    'Treasury 5Y',
    'Treasury 10Y',
    'Bund 5Y',
    'Bund 10Y',
    'Gilt 10Y',
    'OAT 10Y',
    'Northwind 4.5% 2031',
    'Fabrikam 5.2% 2029',
    'Contoso 3.9% 2034',
  ],
  swap: ['USD swap 5Y', 'USD swap 10Y', 'EUR swap 5Y', 'EUR swap 10Y', 'GBP swap 10Y'],
  stock: [
    'Northwind',
    'Fabrikam',
    'Contoso',
    'Tailspin',
    'Adatum',
    'Proseware',
    'Litware',
    'Woodgrove',
    'Wingtip',
    'Lamna',
  ],
  currency: ['EUR/USD', 'GBP/USD', 'USD/JPY', 'EUR/GBP', 'USD/CHF'],
  commodity: ['Gold', 'Silver', 'Brent crude', 'Copper', 'Natural gas'],
};

const chooseDesk = makeChooser(positionMix.desk);
const chooseSide = makeChooser(positionMix.side);
const chooseAsset = new Map(Object.entries(assetClassesOf).map(([desk, mix]) => [desk, makeChooser(mix)]));

export function* positionRows(bank: Bank): Generator<readonly Cell[]> {
  const random = makeRandom(bank.seed, 'trading_positions');
  const floors = bank.branches.filter((branch) => branch.type === 'flagship');
  const traders = bank.branches.map((branch) =>
    Array.from({ length: 6 }, () => personName(random, branch.jurisdiction)),
  );
  for (let id = 1; id <= SIZES.trading_positions; id += 1) {
    const floor = random.pick(floors);
    yield positionRow(random, { bank, floor, trader: random.pick(at(traders, floor.id - 1)) }, id);
  }
}

type Booked = { readonly bank: Bank; readonly floor: Bank['branches'][number]; readonly trader: string };

function positionRow(random: Random, { bank, floor, trader }: Booked, id: number): readonly Cell[] {
  const desk = chooseDesk(random);
  const asset = chooseAsset.get(desk)?.(random) ?? 'bond';
  const value = random.logNormal(1_700_000, 1.15);
  const age = Math.floor(1_095 * random.unit() ** 1.4);
  const traded = bank.anchor - age;
  return [
    id,
    floor.id,
    desk,
    random.pick(INSTRUMENTS[asset] ?? ['Other']),
    asset,
    chooseSide(random),
    Math.max(1, Math.round(value / random.logNormal(95, 0.5))),
    CURRENCIES[floor.jurisdiction],
    money(value),
    money(value * 0.04 * random.normal() + value * 0.004),
    money(value * random.logNormal(0.012, 0.4)),
    random.chance(0.1 + (0.55 * age) / 1_095) ? 'closed' : 'open',
    fromDay(traded),
    fromDay(traded + (asset === 'stock' ? 1 : 2)),
    trader,
    floor.jurisdiction,
  ];
}

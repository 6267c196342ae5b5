/**
 * Groups of words that people use for one another when they speak of a bank's or a firm's data. Reviewed by hand: a word
 * stands here only if swapping it within its group rarely changes what is asked. First word: the usual one.
 */
const GROUPS = `
customer client patron consumer buyer shopper
employee staff worker personnel
loan credit lending advance
account acct
transaction payment transfer
branch office outlet
alert warning flag alarm
position holding
report filing
amount size value sum volume
balance
price cost charge
salary wage pay compensation earnings remuneration earn
revenue sales income turnover
profit earnings
expense spending expenditure cost
discount rebate reduction
quantity count
date day
country nation
city town municipality
region area territory zone
address location
name title
type kind category sort class
status state condition
jurisdiction
phone telephone mobile
email mail
order purchase
product item good article merchandise
supplier vendor provider
invoice bill
manager supervisor boss head
department division unit team
company firm business corporation organization enterprise
movie film
author writer
book title
student pupil learner
teacher instructor professor lecturer
course class
school college university
doctor physician clinician
patient
hospital clinic
medication drug medicine
diagnosis condition
treatment therapy
vehicle car automobile auto
flight trip
airport
ship vessel boat
shipment delivery consignment parcel
warehouse depot
driver chauffeur
rider passenger
restaurant eatery diner
food cuisine dish
hotel inn
guest visitor
room
user member subscriber
gender sex
birth born
age
start begin commence
end finish close termination
created opened registered
rating score stars grade
review feedback
comment remark note
stock share equity
trade deal
trader dealer
broker agent
portfolio book
instrument security
currency
fee charge
merchant seller retailer
card
deposit
withdrawal
borrower debtor
lender creditor
mortgage
collateral
maturity
delinquency arrears
origination
jobs job occupation profession position
duration length
speed velocity
weight mass
height elevation altitude
population inhabitants residents people citizens
border neighbor boundary
area size
capital
river stream
mountain peak
song track tune
singer artist musician performer
album record
concert show
player athlete
team club squad
match game
coach trainer
award prize
event incident
ticket
device machine
error fault failure
project initiative
task assignment
budget allocation
contract agreement
policy
claim
premium
insurer
tenant renter lessee
landlord owner proprietor
property estate
rent
apartment flat
building
street road avenue
zip postcode
coupon voucher
subscription plan membership
notification message
session visit
merchant
`;

function compile(): ReadonlyMap<string, ReadonlySet<string>> {
  const map = new Map<string, ReadonlySet<string>>();
  for (const line of GROUPS.trim().split('\n')) {
    const words = line.split(' ');
    for (const word of words)
      map.set(word, new Set([...(map.get(word) ?? []), ...words.filter((other) => other !== word)]));
  }
  return map;
}

const COMPILED = compile();

/** Other words for a singular lower-case word, or an empty set. */
export function alike(word: string): ReadonlySet<string> {
  return COMPILED.get(word) ?? new Set();
}

/** Every word of every group. */
export function knownWords(): readonly string[] {
  return [...COMPILED.keys()];
}

const INVOICE = 'i.invoice_id, i.patient_id, i.account_number, i.ward, i.fee, i.days_past_due, i.due_date, i.paid_at';
const PATIENT = 'SELECT p.patient_id, p.full_name FROM patients p';

/** Questions about people: by what is on their papers, by a part of their name, and in the order of it. */
export const CLINIC: readonly (readonly [string, string])[] = [
  ['patients with ssn 123-45-6789', `${PATIENT} WHERE p.insurance_no IN ('123-45-6789', '123456789')`],
  [
    'invoices of the patient with ssn 123-45-6789',
    `SELECT ${INVOICE} FROM invoices i WHERE EXISTS (SELECT 1 FROM patients p WHERE p.patient_id = i.patient_id AND p.insurance_no IN ('123-45-6789', '123456789'))`,
  ],
  ['patients with email anna@example.com', `${PATIENT} WHERE p.email = 'anna@example.com'`],
  ['patient anna.b@example.com', `${PATIENT} WHERE p.email = 'anna.b@example.com'`],
  ['patients with phone 555-0100', `${PATIENT} WHERE p.phone = '555-0100'`],
  ['patients with phone +41 31 555 01 00', `${PATIENT} WHERE p.phone = '+41 31 555 01 00'`],
  ['invoices with account number 12345678', `SELECT ${INVOICE} FROM invoices i WHERE i.account_number = '12345678'`],
  [
    'invoices with iban CH93 0076 2011 6238 5295 7',
    `SELECT ${INVOICE} FROM invoices i WHERE i.account_number IN ('CH93 0076 2011 6238 5295 7', 'CH9300762011623852957')`,
  ],
  ['patients at 12 Elm Street', `${PATIENT} WHERE p.street ILIKE '12 Elm Street%'`],
  ['patients whose address is Bahnhofstrasse 7', `${PATIENT} WHERE p.street ILIKE 'Bahnhofstrasse 7%'`],
  [
    'list patients ordered by name',
    'SELECT p.full_name FROM patients p ORDER BY p.full_name ASC NULLS LAST, p.patient_id',
  ],
  ['patients sorted by full name descending', `${PATIENT} ORDER BY p.full_name DESC NULLS LAST, p.patient_id`],
  ['patients sorted by email', `${PATIENT} ORDER BY p.email ASC NULLS LAST, p.patient_id`],
  ['top 5 patients by name', `${PATIENT} ORDER BY p.full_name ASC NULLS LAST, p.patient_id LIMIT 5`],
  ['patients whose name starts with A', `${PATIENT} WHERE p.full_name ILIKE 'A%'`],
  ['patients whose phone starts with 555', `${PATIENT} WHERE p.phone ILIKE '555%'`],
  ['patients whose email ends with example.com', `${PATIENT} WHERE p.email ILIKE '%example.com'`],
  ['patients born in 1980', `${PATIENT} WHERE p.birth_date >= DATE '1980-01-01' AND p.birth_date < DATE '1981-01-01'`],
  ['patients born after 1990', `${PATIENT} WHERE p.birth_date >= DATE '1991-01-01'`],
  [
    'How many patients are named Smith?',
    "SELECT COUNT(*) AS number_of_patients FROM patients p WHERE (p.full_name ILIKE 'Smith' OR p.full_name ILIKE 'Smith %' OR p.full_name ILIKE '% Smith' OR p.full_name ILIKE '% Smith %')",
  ],
  [
    'patients called anna',
    `${PATIENT} WHERE (p.full_name ILIKE 'anna' OR p.full_name ILIKE 'anna %' OR p.full_name ILIKE '% anna' OR p.full_name ILIKE '% anna %')`,
  ],
  ['patients named Anna Smith', `${PATIENT} WHERE p.full_name = 'Anna Smith'`],
  [
    'number of invoices by patient name',
    'SELECT p.full_name, COUNT(*) AS number_of_invoices FROM invoices i JOIN patients p ON p.patient_id = i.patient_id GROUP BY p.patient_id, p.full_name ORDER BY p.patient_id, p.full_name',
  ],
  [
    'invoices paid after their due date',
    `SELECT ${INVOICE} FROM invoices i WHERE CAST(i.paid_at AS date) > i.due_date`,
  ],
  [
    'How many invoices were paid before the due date?',
    'SELECT COUNT(*) AS number_of_invoices FROM invoices i WHERE CAST(i.paid_at AS date) < i.due_date',
  ],
  [
    'how many patients does each clinic in Bern have?',
    "SELECT c.name AS clinic_name, COUNT(*) AS number_of_patients FROM patients p JOIN clinics c ON c.clinic_id = p.clinic_id WHERE EXISTS (SELECT 1 FROM clinics c2 WHERE c2.clinic_id = p.clinic_id AND c2.town = 'Bern') GROUP BY c.clinic_id, c.name ORDER BY c.clinic_id, c.name",
  ],
  [
    'the two most common wards',
    'SELECT i.ward, COUNT(*) AS number_of_invoices FROM invoices i WHERE i.ward IS NOT NULL GROUP BY i.ward ORDER BY COUNT(*) DESC NULLS LAST, i.ward LIMIT 2',
  ],
  [
    'Which clinics have the most patients?',
    'SELECT c.name, m1.value AS number_of_patients FROM clinics c JOIN (SELECT p.clinic_id, COUNT(*) AS value FROM patients p GROUP BY p.clinic_id) m1 ON m1.clinic_id = c.clinic_id ORDER BY m1.value DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
  [
    'Which wards have the highest total fee?',
    'SELECT i.ward, SUM(i.fee) AS total_fee FROM invoices i WHERE i.ward IS NOT NULL GROUP BY i.ward ORDER BY SUM(i.fee) DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
  ],
];

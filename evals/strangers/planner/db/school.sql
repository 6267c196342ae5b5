CREATE TABLE departments (dept_id integer PRIMARY KEY, dept_name text NOT NULL, budget numeric(12,2) NOT NULL, building text NOT NULL);
CREATE TABLE instructors (instructor_id integer PRIMARY KEY, instructor_name text NOT NULL, dept_id integer NOT NULL REFERENCES departments, salary numeric(10,2) NOT NULL);
CREATE TABLE courses (course_id integer PRIMARY KEY, title text NOT NULL, dept_id integer NOT NULL REFERENCES departments, credits integer NOT NULL);
CREATE TABLE students (student_id integer PRIMARY KEY, student_name text NOT NULL, dept_id integer NOT NULL REFERENCES departments, enrolled_on date NOT NULL);
CREATE TABLE enrollments (student_id integer NOT NULL REFERENCES students, course_id integer NOT NULL REFERENCES courses, semester text NOT NULL, grade numeric(3,1), PRIMARY KEY (student_id, course_id));
INSERT INTO departments VALUES (1, 'Physics', 900000, 'Newton Hall'), (2, 'History', 350000, 'Old House'), (3, 'Biology', 780000, 'Darwin Wing'), (4, 'Music', 210000, 'Old House');
INSERT INTO instructors SELECT n, 'Instructor ' || n, 1 + n % 4, 52000 + n * 1733 % 48000 FROM generate_series(1, 25) n;
INSERT INTO courses VALUES (1, 'Mechanics', 1, 6), (2, 'Optics', 1, 4), (3, 'Rome', 2, 5), (4, 'Cold War', 2, 3), (5, 'Genetics', 3, 6), (6, 'Botany', 3, 4), (7, 'Harmony', 4, 2), (8, 'Relativity', 1, 8);
INSERT INTO students SELECT n, 'Student ' || n, 1 + n * 3 % 4, date '2021-09-01' + n * 29 % 1500 FROM generate_series(1, 120) n;
INSERT INTO enrollments SELECT n, c, (ARRAY['autumn', 'spring'])[1 + c % 2], CASE WHEN (n + c) % 9 = 0 THEN NULL ELSE 1 + (n * c) % 5 END
FROM generate_series(1, 120) n, generate_series(1, 8) c WHERE (n * 5 + c * 3) % 4 < 2;
